// The screen stays on: in a hall for days, on a phone while somebody waits to be called.

/** Keep the screen on while the page is visible; the function it returns ends that. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  // Browsers give the lock up whenever the page is hidden.
  const stayOn = () => {
    if (document.visibilityState !== "visible") return;
    const keep = (held: WakeLockSentinel) => {
      if (over) void held.release();
      else lock = held;
    };
    navigator.wakeLock?.request("screen").then(keep).catch(() => {});
  };
  stayOn();
  document.addEventListener("visibilitychange", stayOn);
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", stayOn);
    void lock?.release().catch(() => {});
  };
}
