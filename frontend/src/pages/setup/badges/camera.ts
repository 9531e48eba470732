// The camera as a scanner: by what the browser has for it, else by a reader that is fetched only then.

type Read = (picture: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect: (picture: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
type DetectorKind = { new (options: { formats: string[] }): Detector; getSupportedFormats?: () => Promise<string[]> };

const LARGEST = 720;
const LOOKS_EVERY = 150;
/** For this long the same code is not reported again: it stays in front of the camera for a while. */
const SAME_FOR = 3_000;

async function builtIn(): Promise<Read | null> {
  const kind = (window as { BarcodeDetector?: DetectorKind }).BarcodeDetector;
  if (kind === undefined || !(await kind.getSupportedFormats?.())?.includes("qr_code")) return null;
  const detector = new kind({ formats: ["qr_code"] });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
}

async function fetched(): Promise<Read> {
  const { default: decode } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  return async (picture) => {
    const shrunk = Math.min(1, LARGEST / Math.max(picture.videoWidth, picture.videoHeight, 1));
    [canvas.width, canvas.height] = [Math.round(picture.videoWidth * shrunk), Math.round(picture.videoHeight * shrunk)];
    if (drawing === null || canvas.width === 0 || canvas.height === 0) return null;
    drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = drawing.getImageData(0, 0, canvas.width, canvas.height);
    try {
      return decode({ data, width, height });
    } catch {
      return null; // Nothing is before the camera that can be read.
    }
  };
}

/** Show the camera in `picture` and tell what it sees, until it is stopped. Rejects where there is none that may be used. */
export async function watch(picture: HTMLVideoElement, ontold: (text: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  picture.srcObject = stream;
  await picture.play();
  const read = (await builtIn()) ?? (await fetched());
  let [told, until, stopped] = ["", 0, false];
  let timer: ReturnType<typeof setTimeout> | undefined;
  async function look(): Promise<void> {
    const text = await read(picture).catch(() => null);
    if (stopped) return;
    if (text !== null) {
      if (text !== told || Date.now() > until) ontold(text);
      [told, until] = [text, Date.now() + SAME_FOR];
    }
    timer = setTimeout(() => void look(), LOOKS_EVERY);
  }
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop();
    picture.srcObject = null;
  };
}
