import { describe, expect, it } from "vitest";
import { ServerClock } from "./clock";

const SERVER = Date.parse("2017-12-04T17:00:00.000Z");

/** A device whose monotonic clock began at any value and runs a little too fast or too slow. */
function device({ began = 0, pace = 1 } = {}) {
  const world = { time: 0 };
  const monotonic = () => began + world.time * pace;
  const clock = new ServerClock(monotonic);
  const exchange = (up: number, down: number) => {
    const askedAt = monotonic();
    world.time += up;
    const serverNow = Math.floor(SERVER + world.time);
    world.time += down;
    clock.learn({ askedAt, answeredAt: monotonic(), serverNow });
  };
  const heartbeat = (down: number) => {
    const serverNow = Math.floor(SERVER + world.time);
    world.time += down;
    return clock.hear(serverNow, monotonic());
  };
  const error = () => (clock.now() ?? Number.NaN) - (SERVER + world.time);
  return { world, clock, exchange, heartbeat, error };
}

function dice(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe("the server's time", () => {
  it("is not known before the first answer", () => {
    expect(device().clock.now()).toBeNull();
  });

  it("is exact where both ways take equally long, whatever value the device's clock began with", () => {
    for (const began of [0, 5, 9e9]) {
      const { exchange, error } = device({ began });
      exchange(20, 20);
      expect(Math.abs(error())).toBeLessThanOrEqual(1);
    }
  });

  it("is never wrong by more than it admits", () => {
    const chance = dice(7);
    const { clock, exchange, error, world } = device();
    for (let round = 0; round < 50; round++) {
      exchange(chance() * 400, chance() * 400);
      expect(Math.abs(error())).toBeLessThanOrEqual(clock.uncertainty());
      world.time += chance() * 10_000;
    }
  });

  it("is known from messages that were not asked for, and is then no less exact", () => {
    const chance = dice(8);
    const { clock, exchange, heartbeat, error, world } = device({ pace: 1 + 5e-5 });
    expect(heartbeat(10)).toBe(false);
    exchange(10, 390);
    const before = clock.uncertainty();
    for (let round = 0; round < 50; round++) {
      world.time += 10_000;
      expect(heartbeat(round % 5 ? chance() * 400 : 2)).toBe(true);
      expect(Math.abs(error())).toBeLessThanOrEqual(clock.uncertainty());
      if (round % 3 === 2) exchange(chance() * 400, chance() * 400);
    }
    expect(clock.uncertainty()).toBeLessThan(before / 4);
  });

  it("does not follow one slow exchange whose two ways differ", () => {
    const { exchange, error } = device();
    exchange(3, 3);
    exchange(4000, 10);
    expect(Math.abs(error())).toBeLessThanOrEqual(2);
  });

  it("is the same within 50 ms on any two screens after a minute, whatever the jitter up to 300 ms", () => {
    const errors = Array.from({ length: 300 }, (_, n) => {
      const chance = dice(n + 1);
      const { exchange, error, world } = device({ began: chance() * 1e8 });
      for (let round = 0; round < 13; round++) {
        exchange(chance() * 150, chance() * 150);
        world.time += round < 8 ? 250 : 10_000;
      }
      return error();
    });
    errors.sort((a, b) => a - b);
    const spread = (errors[errors.length - 3] ?? 0) - (errors[2] ?? 0);
    expect(spread).toBeLessThanOrEqual(100);
    const apart = errors.map((error, n) => Math.abs(error - (errors[(n * 7919) % errors.length] ?? 0)));
    const within = apart.filter((gap) => gap <= 50).length;
    expect(within / apart.length).toBeGreaterThan(0.98);
  });

  it("follows a clock that drifts", () => {
    const { exchange, error, world } = device({ pace: 1.00008 });
    for (let round = 0; round < 360; round++) {
      exchange(10, 10);
      world.time += 10_000;
    }
    expect(Math.abs(error())).toBeLessThanOrEqual(12);
  });

  it("believes the newest answer when a clock was set", () => {
    const { clock, exchange, world } = device();
    exchange(5, 5);
    world.time += 60_000;
    clock.learn({ askedAt: world.time, answeredAt: world.time + 10, serverNow: SERVER + 3_600_000 });
    expect(clock.now()).toBeCloseTo(SERVER + 3_600_000 - 5, -1);
  });

  it("is unknown again after it was forgotten, until the next answer", () => {
    const { clock, exchange, error } = device();
    exchange(5, 5);
    clock.forget();
    expect(clock.now()).toBeNull();
    expect(clock.uncertainty()).toBe(Infinity);
    exchange(5, 5);
    expect(Math.abs(error())).toBeLessThanOrEqual(1);
  });

  it("ignores an answer that cannot be read", () => {
    const { clock } = device();
    clock.learn({ askedAt: 0, answeredAt: 1, serverNow: Number.NaN });
    expect(clock.now()).toBeNull();
  });
});
