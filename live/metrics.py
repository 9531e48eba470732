"""What is counted and timed, for Prometheus; `/metrics` shows it. Counters of several processes add up."""

from prometheus_client import Counter, Gauge, Histogram

SCREENS = Gauge("rostrum_screens", "Screens that are connected", ["view"], multiprocess_mode="livesum")
COMMANDS = Counter("rostrum_commands", "Commands that were carried out, by type", ["type"])
REFUSALS = Counter("rostrum_refusals", "Commands that were refused, by reason", ["reason"])
ANSWER_SECONDS = Histogram(
    "rostrum_answer_seconds",
    "From a command's arrival to its answer: decided, stored, or refused",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 3),
)
BATCH_COMMANDS = Histogram(
    "rostrum_batch_commands",
    "Commands that were decided and stored together",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
)
FAN_OUT_SECONDS = Histogram(
    "rostrum_fan_out_seconds",
    "From a change to its frame handed to the last screen of a view",
    ["view"],
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.08, 0.15, 0.3, 1),
)
SCREENS_BEHIND = Counter("rostrum_screens_behind", "Times a screen was passed over because it did not read")
SCREENS_CUT_OFF = Counter("rostrum_screens_cut_off", "Screens that were cut off, by why", ["why"])
POSITION = Gauge(
    "rostrum_room_position", "Position of a room's log as it is known", ["room"], multiprocess_mode="livemax"
)
FOLLOWERS_RESTARTED = Counter(
    "rostrum_followers_restarted", "Times a room's follower failed and was started again", ["room"]
)
CLOCK_CORRECTION_SECONDS = Gauge(
    "rostrum_clock_correction_seconds",
    "What is added to the store's time since it was set while a meeting ran",
    multiprocess_mode="mostrecent",
)
RECORD_BEHIND = Gauge(
    "rostrum_record_behind", "Entries of a room's log that are not copied yet", ["room"], multiprocess_mode="livemax"
)
RECORD_BEHIND_SECONDS = Gauge(
    "rostrum_record_behind_seconds",
    "Age of the oldest entry of a room's log that is not copied yet",
    ["room"],
    multiprocess_mode="livemax",
)
# prometheus_client takes a label `pid` for its own, and leaves it out.
PROCESS_MEMORY_BYTES = Gauge(
    "rostrum_process_memory_bytes", "What a serving process has in memory", ["process"], multiprocess_mode="livemax"
)
PROCESS_OPEN_FILES = Gauge(
    "rostrum_process_open_files",
    "Files and sockets that a serving process has open",
    ["process"],
    multiprocess_mode="livemax",
)
PROCESS_CONNECTIONS = Gauge(
    "rostrum_process_connections",
    "Connections that a serving process has taken up",
    ["process"],
    multiprocess_mode="livemax",
)
PROCESS_TASKS = Gauge(
    "rostrum_process_tasks", "Tasks on the event loop of a serving process", ["process"], multiprocess_mode="livemax"
)
