// Telling a delegate that their turn is near: by vibration and a tone, always beside words on the page.

export type Alert = "near" | "ready" | "called";

const KEPT_AS = "rostrum.alerts";
/** From here on a delegate should be in the room, and from here on at the microphone. */
const NEAR = 5;
const READY = 2;

const BUZZES: Record<Alert, number[]> = { near: [150], ready: [250, 120, 250], called: [400, 150, 400, 150, 400] };
const TONES: Record<Alert, number[]> = { near: [660], ready: [660, 880], called: [880, 660, 880] };

/** What has to be told when a delegation's place goes from `before` to `now`; 0 is the floor, `null` is no place. */
export function alertFor(before: number | null, now: number | null): Alert | null {
  if (now === null || (before !== null && now >= before)) return null;
  if (now === 0) return "called";
  if (now <= READY && (before === null || before > READY)) return "ready";
  if (now <= NEAR && (before === null || before > NEAR)) return "near";
  return null;
}

export function alertsWanted(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) !== "off";
  } catch {
    return true;
  }
}

export function wantAlerts(wanted: boolean): void {
  try {
    localStorage.setItem(KEPT_AS, wanted ? "on" : "off");
  } catch {
    // Told for as long as the page is open.
  }
}

let audio: AudioContext | undefined;

/** Browsers make no sound before the page was touched: to be called while somebody touches it. */
export function readySound(): void {
  audio ??= typeof AudioContext === "undefined" ? undefined : new AudioContext();
  void audio?.resume().catch(() => {});
}

export function sound(alert: Alert): void {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZES[alert]);
  if (!audio || audio.state !== "running") return;
  for (const [n, frequency] of TONES[alert].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = audio.currentTime + n * 0.28;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.3, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.25);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.26);
  }
}
