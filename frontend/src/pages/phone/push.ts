// Being told while the phone is locked: what the browser allows, and what the server knows.

import { pushState, turnPushOff, turnPushOn } from "../http";

/** `unreachable`: this server has no way to the internet, and nothing is sent without it. */
export type PushOutlook = "off" | "on" | "denied" | "unsupported" | "insecure" | "unreachable" | "unknown";

interface Browser {
  secure: boolean;
  supported: boolean;
  denied: boolean;
}

/** What the browser rules out by itself; `null` where it rules nothing out. */
export function ruledOut({ secure, supported, denied }: Browser): PushOutlook | null {
  if (!secure) return "insecure";
  if (!supported) return "unsupported";
  return denied ? "denied" : null;
}

function browser(): Browser {
  return {
    secure: window.isSecureContext,
    supported: "serviceWorker" in navigator && "PushManager" in window && "Notification" in window,
    denied: "Notification" in window && Notification.permission === "denied",
  };
}

export async function pushOutlook(language: string): Promise<PushOutlook> {
  const out = ruledOut(browser());
  if (out !== null) return out;
  const known = await pushState();
  if (!known.ok) return "unknown";
  const subscription = await (await registered())?.pushManager.getSubscription();
  if (!known.value.on || !subscription) return "off";
  // Told again each time, for the language may have changed.
  const kept = await turnPushOn(subscription.toJSON(), language);
  if (!kept.ok) return kept.refused === "push_unreachable" ? "unreachable" : "unknown";
  return known.value.fault === "unreachable" ? "unreachable" : "on";
}

/** To be called while somebody presses a button: browsers ask only then. */
export async function askForPush(language: string): Promise<PushOutlook> {
  const out = ruledOut(browser());
  if (out !== null) return out;
  if ((await Notification.requestPermission()) !== "granted") return Notification.permission === "denied" ? "denied" : "off";
  const known = await pushState();
  const registration = await registered();
  if (!known.ok || !registration) return "unknown";
  let subscription: PushSubscription;
  try {
    // One made with another key is of another installation, and worth nothing here.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: known.value.key });
  } catch {
    return Notification.permission === "denied" ? "denied" : "unreachable";
  }
  const told = await turnPushOn(subscription.toJSON(), language);
  if (told.ok) return "on";
  await subscription.unsubscribe().catch(() => false);
  return told.refused === "push_unreachable" ? "unreachable" : "unknown";
}

export async function leavePush(): Promise<PushOutlook> {
  const left = await turnPushOff();
  await (await registered())?.pushManager.getSubscription().then((kept) => kept?.unsubscribe()).catch(() => false);
  return left.ok ? "off" : "unknown";
}

const registered = () => navigator.serviceWorker.getRegistration("/phone/");
