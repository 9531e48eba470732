import type { Reason } from "../live/contract";

/** What is said no to on the set-up pages alone. */
export type SetUpRefusal = "register_moved_on" | "import_asks" | "import_has_faults" | "not_published" | "changed_meanwhile" | "part_has_faults" | "segment_runs" | "unknown_version" | "unknown_change" | "account_exists" | "last_administrator" | "unknown_account" | "link_refused" | "weak_password" | "programme_exists" | "unknown_name";

/** Every way of saying no: the room's own reasons, those of signing in, those of the set-up, and silence. */
export type Refusal = Reason | SetUpRefusal | "unknown_badge" | "badge_replaced" | "too_many_tries" | "wrong_sign_in" | "unknown_screen" | "card_refused" | "unknown_person" | "unknown_card" | "push_unreachable" | "too_large" | "unreachable";
