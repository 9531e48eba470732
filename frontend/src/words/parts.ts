/** The parts of the words that hall and phone do not say. Pages that a whole room loads at once come without them. */
export const OF_ORGANISERS = ["control", "desk", "screens", "take", "signIn", "card", "cards", "setup", "programmeDesk", "duties", "moderator", "record", "index", "why", "unnamed", "unnamedDesk", "setUpRefusals", "conferenceSettings", "firstStart", "people", "accounts"] as const;
