// What a key means while somebody composes a word by an input method: nothing, here. Enter then chooses the word.

/** Whether `event` belongs to an input method. Safari tells it only by the old code. */
export function isComposing(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === 229;
}
