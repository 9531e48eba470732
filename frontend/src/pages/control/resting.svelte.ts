/** After a button's meaning has changed it rests a moment, so that a double press does not do two things. */
const RESTS_FOR = 400;

/** Whether the button with the meaning `meaning()` rests now. To be called while a component is set up. */
export function resting(meaning: () => string): { readonly now: boolean } {
  let rests = $state(false);
  $effect(() => {
    void meaning();
    rests = true;
    const timer = setTimeout(() => (rests = false), RESTS_FOR);
    return () => clearTimeout(timer);
  });
  return {
    get now() {
      return rests;
    },
  };
}
