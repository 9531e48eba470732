// What is asked before it is done: each opens beside the list, never over the floor, and closes by itself once it is done.

export type Sheet =
  | { kind: "anyone" }
  | { kind: "spoke" }
  | { kind: "close" }
  | { kind: "summary" }
  | { kind: "end" }
  | { kind: "questions" }
  | { kind: "rehearsal" }
  | { kind: "request"; id: string }
  | { kind: "claim"; id: string }
  | { kind: "speaking" };
