// How a screen looks, kept by the screen itself: a wall that comes back after a power cut looks as it did.

const THEMES = ["light", "dark"] as const;
const LAYOUTS = ["standard", "large"] as const;

export type Theme = (typeof THEMES)[number] | "system";
export type Layout = (typeof LAYOUTS)[number];

class Look {
  theme = $state<Theme>("system");
  layout = $state<Layout>("standard");

  /** What the address says, else what was chosen here before, else what the system prefers. */
  start(address: string = location.search): void {
    const says = new URLSearchParams(address);
    for (const name of ["theme", "layout"]) {
      const said = says.get(name);
      if (said !== null) keep(name, said);
    }
    this.#wear(THEMES.find((theme) => theme === (says.get("theme") ?? kept("theme"))) ?? "system");
    this.layout = LAYOUTS.find((layout) => layout === (says.get("layout") ?? kept("layout"))) ?? "standard";
  }

  chooseTheme(theme: Theme): void {
    this.#wear(theme);
    keep("theme", theme);
  }

  chooseLayout(layout: Layout): void {
    this.layout = layout;
    keep("layout", layout);
  }

  #wear(theme: Theme): void {
    this.theme = theme;
    const root = document.documentElement;
    if (theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
  }
}

/** Walls on one machine may look different from each other: each kind of page keeps its own. */
const place = (name: string) => `rostrum.${name}.${location.pathname.split("/")[1] ?? ""}`;

function kept(name: string): string | null {
  try {
    return localStorage.getItem(place(name));
  } catch {
    return null;
  }
}

function keep(name: string, chosen: string): void {
  try {
    localStorage.setItem(place(name), chosen);
  } catch {
    // A browser that keeps nothing still shows it.
  }
}

export const look = new Look();
