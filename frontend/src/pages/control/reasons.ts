// Why an act would be refused now, before anybody presses it; `null` where it would be carried out. The server decides
// all the same: two desks may press at once.

import type { ControlView } from "../../live/contract";
import type { Words } from "../../words/en";
import { running } from "./go";

export type Why = string | null;

export class Reasons {
  constructor(
    private readonly view: ControlView,
    private readonly words: Words,
    private readonly offline: boolean,
  ) {}

  /** Whether anything can be asked at all. */
  any(): Why {
    return this.offline ? this.words.desk.why.offline : null;
  }

  /** Beginning a rehearsal, or resetting the one that runs. */
  rehearse(): Why {
    if (this.view.room.rehearsal !== undefined) return this.any();
    return this.any() ?? (running(this.view) || this.view.floor ? this.words.refusals.segment_already_running : null);
  }

  runs(): Why {
    return this.any() ?? (running(this.view) ? null : this.words.refusals.segment_not_running);
  }

  sits(): Why {
    return this.runs() ?? (this.view.sitting ? this.words.refusals.meeting_suspended : null);
  }

  /** Giving the floor to somebody who does not interrupt. */
  give(): Why {
    return this.sits() ?? (this.view.floor?.interrupted?.length ? this.words.refusals.floor_interrupted : null);
  }

  callNext(): Why {
    return this.give() ?? (this.view.next ? null : this.words.refusals.nobody_waiting);
  }

  floor(): Why {
    return this.any() ?? (this.view.floor ? null : this.words.control.nobodyHasTheFloor);
  }

  pause(): Why {
    const clock = this.view.floor?.clock;
    const none = this.floor() ?? (clock?.runs_from === undefined ? this.words.refusals.clock_not_running : null);
    return none ?? (clock?.paused_at !== undefined && this.view.sitting ? this.words.refusals.meeting_suspended : null);
  }

  extend(seconds: number): Why {
    const allotted = this.view.floor?.clock?.allotted;
    if (this.floor() !== null) return this.floor();
    if (allotted === undefined) return this.words.refusals.no_time_limit;
    return allotted + seconds <= 0 ? this.words.refusals.out_of_range : null;
  }

  end(): Why {
    const back = this.view.floor?.interrupted?.length && this.view.sitting ? this.words.refusals.meeting_suspended : null;
    return this.floor() ?? back;
  }

  notSpoken(): Why {
    const started = this.view.floor?.clock?.runs_from !== undefined;
    return this.end() ?? (started ? this.words.refusals.clock_already_started : null);
  }

  absent(): Why {
    const speaker = this.view.floor?.speaker;
    const listed = speaker?.delegation !== undefined && !["point_of_order", "right_of_reply", "secretariat"].includes(speaker.kind ?? "");
    return this.notSpoken() ?? (listed ? null : this.words.desk.why.notListed);
  }

  /** Naming another delegation than has the floor. */
  correct(): Why {
    return this.floor() ?? (this.view.floor?.speaker.kind === "secretariat" ? this.words.desk.why.notListed : null);
  }

  yields(): Why {
    if (this.floor() ?? this.give()) return this.floor() ?? this.give();
    return this.view.floor?.clock?.allotted === undefined ? this.words.refusals.no_time_limit : null;
  }

  undo(): Why {
    return this.any() ?? (Object.keys(this.view.acts ?? {}).length > 0 ? null : this.words.refusals.nothing_to_undo);
  }

  points(): Why {
    return this.sits() ?? (this.view.rules?.points_of_order === false ? this.words.refusals.points_not_taken : null);
  }

  replies(): Why {
    return this.runs() ?? (this.view.rules?.right_of_reply?.length ? null : this.words.refusals.no_right_of_reply);
  }

  /** Whether the list of the segment shown can be opened or closed at all. */
  listed(segment: unknown): Why {
    return this.any() ?? (segment ? null : this.words.refusals.list_not_taken);
  }
}
