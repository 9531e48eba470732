/** The parts of the words that only organisers' pages say. Pages that a whole room loads at once come without them. */
export const OF_ORGANISERS = ["control", "desk", "screens", "cards", "card", "record"] as const;
