import type { Reason } from "../live/contract";

/** Every way of saying no: the room's own reasons, those of signing in, and silence. */
export type Refusal = Reason | "unknown_badge" | "too_many_tries" | "wrong_sign_in" | "unknown_screen" | "card_refused" | "unknown_person" | "unknown_card" | "push_unreachable" | "too_large" | "register_moved_on" | "import_asks" | "import_has_faults" | "not_published" | "changed_meanwhile" | "part_has_faults" | "segment_runs" | "unknown_version" | "unknown_change" | "unreachable";
