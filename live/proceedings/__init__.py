"""What a meeting said and did, as a record reads it. Pure: entries of logs go in, values come out.

`folding.proceedings_of` makes the `RoomProceedings` of one room from the entries of its log; `conference.together`
joins those of all rooms and says who spoke for the first time; `choice.chosen` keeps one room, one segment or one day
of them; `publicity.in_public` leaves out what is not for everyone; `statistics.statistics_of` counts.

- `statements.py`: the statements as they were delivered, and where
- `occurrences.py`: what happened beside them: absences, corrections, lists, decisions of the chair; and what was undone
- `course.py`: how the programme ran, planned against actual; those who were not reached; reports

Instants are aware datetimes in UTC with whole milliseconds. Durations are whole seconds, cut and not rounded, as clocks
on screens show them: sums are of these whole seconds, so every table adds up to every other. Names are by language.
Ids of actors (`by`) are those of the log, such as `user:okafor` or `badge:...`; they are never for the public.
"""
