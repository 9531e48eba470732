"""What a page looks like, in numbers."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page

CAP = 0.714
"""How high a capital, or a digit, of Noto Sans is, as a share of the size of its type."""

_MEASURE = """() => {
    const shown = (element) => {
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        return style.visibility !== "hidden" && Number(style.opacity) > 0 && box.width > 1 && box.height > 1
            && !element.closest("[aria-hidden=true], .unseen, [data-testid=screen-menu], [data-testid=health-mark]");
    };
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        const element = node.parentElement;
        if (!node.data.trim() || !shown(element)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        // The digits of a clock lie on a block, which is as much a part of them.
        const block = element.dataset.testid === "clock-digits";
        const box = (block ? element : range).getBoundingClientRect();
        const size = parseFloat(getComputedStyle(element).fontSize);
        const { left, right } = box;
        // From the top of the capitals to the bottom of the descenders, which is less than the font's own box.
        const [top, bottom] = block ? [box.top, box.bottom] : [box.top + 0.34 * size, box.bottom - 0.08 * size];
        texts.push({ text: node.data.trim(), size, left, right, top, bottom });
    }
    const cut = Array.from(document.querySelectorAll("body *"))
        .filter((element) => shown(element) && getComputedStyle(element).overflow !== "visible")
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
        .map((element) => `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 60)}`);
    return { width: innerWidth, height: innerHeight, texts, cut };
}"""


_BROKEN = """(box) => {
    const broken = [];
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        for (const { 0: word, index } of walker.currentNode.data.matchAll(/[^\\s\\u002d\\u2010-\\u2014]+/g)) {
            const range = document.createRange();
            range.setStart(walker.currentNode, index);
            range.setEnd(walker.currentNode, index + word.length);
            if (new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top))).size > 1) broken.push(word);
        }
    }
    return broken;
}"""


async def broken_words(box: Locator) -> list[str]:
    """The words in `box` that begin on one line and end on another. Not for languages without spaces."""
    found: list[str] = await box.evaluate(_BROKEN)
    return found


@dataclass(frozen=True)
class Text:
    """A run of text: the size of its type and where its letters lie, in CSS pixels."""

    text: str
    size: float
    left: float
    right: float
    top: float
    bottom: float

    def overlaps(self, other: "Text") -> bool:
        """Whether the letters of both lie over each other; line boxes may touch."""
        return (
            self.left + 1 < other.right
            and other.left + 1 < self.right
            and self.top + 1 < other.bottom
            and other.top + 1 < self.bottom
        )


@dataclass(frozen=True)
class Measured:
    """A page's image, and all text on it that anyone can see. `cut` names what shows only a part of what it holds."""

    width: float
    height: float
    texts: list[Text]
    cut: list[str]

    def cap_height(self, text: Text) -> float:
        """How high its capitals are, in hundredths of the image: of its height, or of its width where that is less."""
        return 100 * CAP * text.size / min(self.height, self.width)

    def outside(self) -> list[str]:
        """Text that lies outside the image."""
        return [
            text.text
            for text in self.texts
            if text.left < -1 or text.right > self.width + 1 or text.top < -1 or text.bottom > self.height + 1
        ]

    def overlapping(self) -> list[tuple[str, str]]:
        """Texts that lie over one another."""
        pairs = ((one, other) for n, one in enumerate(self.texts) for other in self.texts[n + 1 :])
        return [(one.text, other.text) for one, other in pairs if one.overlaps(other)]


async def measured(page: Page) -> Measured:
    """`page` as it stands, once it has settled."""
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    raw = await page.evaluate(_MEASURE)
    return Measured(raw["width"], raw["height"], [Text(**text) for text in raw["texts"]], raw["cut"])
