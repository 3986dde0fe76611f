import assert from "node:assert/strict";
import { pointsOf, publishedIn, type Wanted } from "../../src/simulator/cloudwatch/series";
import { addChannel } from "../../src/simulator/ivs/operations/channels";
import { broadcast } from "../../src/simulator/ivs/operations/streams";
import { seed } from "../../src/simulator/seed";
import { advance, disconnect, openSession } from "../../src/simulator/sessions";
import { type Region, World } from "../../src/simulator/world";

const START = Date.parse("2026-03-01T12:00:00Z");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("the series of sessions", () => {
  let now = START;
  let region: Region;
  beforeEach(() => {
    now = START;
    region = new World({ clock: () => now }).region("us-east-1");
  });

  const aChannel = (input: Parameters<typeof addChannel>[1] = {}) =>
    addChannel(region, input).channel.arn;
  const idOf = (arn: string) => arn.split("/")[1] ?? "";
  const stop = (arn: string) => {
    const session = openSession(region, arn);
    assert.ok(session);
    disconnect(region, session);
  };
  /** The points of a metric of a channel, or without one, since the start. */
  const points = (
    metric: string,
    arn: string | undefined,
    {
      from = START - HOUR,
      to = now + HOUR,
      ...more
    }: Partial<Wanted & { from: number; to: number }> = {},
  ) => {
    advance(region);
    const dimensions = arn === undefined ? [] : [{ Name: "Channel", Value: idOf(arn) }];
    const wanted = {
      metric,
      dimensions,
      statistic: "Average",
      periodMs: 5 * SECOND,
      ...more,
    } as const;
    return pointsOf(region, wanted, { from, to, now });
  };
  const times = (found: { at: number }[]) => found.map(({ at }) => (at - START) / SECOND);
  const values = (found: { value: number }[]) => found.map(({ value }) => value);
  const within = (found: number[], low: number, high: number) => {
    assert.ok(found.length > 0);
    for (const value of found) assert.ok(value >= low && value <= high, `${value}`);
  };

  it("have what is ingested every 5 seconds, but for the newest 30 seconds", () => {
    const arn = aChannel();
    broadcast(region, arn, {});
    now += 50 * SECOND;
    assert.deepEqual(times(points("IngestFramerate", arn)), [0, 5, 10, 15, 20]);
    now += 4 * SECOND;
    assert.equal(points("IngestFramerate", arn).length, 5);
    now += SECOND;
    assert.deepEqual(times(points("IngestFramerate", arn)).at(-1), 25);
  });

  it("are steady within a hundredth while all is well", () => {
    const arn = aChannel();
    broadcast(region, arn, {});
    now += HOUR;
    within(values(points("IngestVideoBitrate", arn)), 5_940_000, 6_060_000);
    within(values(points("IngestAudioBitrate", arn)), 158_400, 161_600);
    within(values(points("IngestBitrate", arn)), 6_098_400, 6_221_600);
    within(values(points("IngestFramerate", arn)), 29.7, 30.3);
    within(values(points("KeyframeInterval", arn)), 1.98, 2.02);
    assert.ok(new Set(values(points("IngestFramerate", arn))).size > 100);
  });

  it("fall while the stream starves, and recover with it", () => {
    const arn = aChannel();
    broadcast(region, arn, {});
    now += MINUTE;
    broadcast(region, arn, { health: "STARVING" });
    now += MINUTE;
    broadcast(region, arn, { health: "HEALTHY" });
    now += 2 * MINUTE;
    const minute = (metric: string, number: number) =>
      values(
        points(metric, arn, { from: START + number * MINUTE, to: START + (number + 1) * MINUTE }),
      );
    for (const well of [0, 2]) {
      within(minute("IngestVideoBitrate", well), 5_940_000, 6_060_000);
      within(minute("IngestFramerate", well), 29.7, 30.3);
      within(minute("KeyframeInterval", well), 1.98, 2.02);
    }
    within(minute("IngestVideoBitrate", 1), 1_800_000, 3_600_000);
    within(minute("IngestFramerate", 1), 16, 26);
    within(minute("KeyframeInterval", 1), 2.4, 4);
  });

  it("have a gap while there is no stream, and no zeros", () => {
    const arn = aChannel();
    broadcast(region, arn, { viewers: 0 });
    now += MINUTE;
    stop(arn);
    now += 2 * MINUTE;
    broadcast(region, arn, {});
    now += 2 * MINUTE;
    const at = times(points("IngestFramerate", arn));
    assert.deepEqual(at, [
      ...Array.from({ length: 12 }, (_, index) => index * 5),
      ...Array.from({ length: 19 }, (_, index) => 180 + index * 5),
    ]);
    // Nobody watching is a zero, no stream is none.
    const views = points("ConcurrentViews", arn, { periodMs: MINUTE });
    assert.deepEqual(
      [times(views), values(views)],
      [
        [0, 180, 240],
        [0, 0, 0],
      ],
    );
    assert.deepEqual(points("IngestFramerate", aChannel()), []);
  });

  it("have views once a minute, as many as were told", () => {
    const arn = aChannel();
    broadcast(region, arn, { viewers: 1000 });
    now += 5 * MINUTE;
    broadcast(region, arn, { viewers: 40 });
    now += 5 * MINUTE;
    const found = points("ConcurrentViews", arn);
    assert.deepEqual(
      times(found),
      Array.from({ length: 10 }, (_, index) => index * 60),
    );
    within(values(found).slice(0, 5), 990, 1010);
    within(values(found).slice(5), 40, 40);
  });

  it("let many come and go little by little where a seed says so", () => {
    seed(region.world, "demo");
    region = region.world.region("us-east-1");
    const stadium = region.channels.first(({ name }) => name === "harbour-stadium-main");
    assert.ok(stadium);
    const found = points("ConcurrentViews", stadium.arn, {
      from: now - 3 * HOUR,
      periodMs: MINUTE,
    });
    // From the stream before, which is over since 110 minutes, to the one that is live since 72.
    const minutes = times(found).map((seconds) => seconds / 60);
    assert.deepEqual(
      minutes,
      [...Array(180).keys()].map((minute) => minute - 180).filter((at) => at < -110 || at >= -72),
    );
    const at = (minute: number) => found[minutes.indexOf(minute)]?.value ?? Number.NaN;
    assert.ok(at(-72) < 50 && at(-60) > 800 && at(-60) < 1200, `${at(-72)} ${at(-60)}`);
    within([at(-40)], 2030, 2070);
    within([at(-1)], 1823, 1861);
    assert.ok(at(-125) > at(-120) && at(-120) > at(-115));
  });

  it("are the same for the same seed, whenever they are asked for", () => {
    const demo = (clock: () => number) => {
      const world = new World({ clock });
      seed(world, "demo");
      return world.region("us-east-1");
    };
    region = demo(() => now);
    const arn = [...region.streams.values()][0]?.channelArn;
    const metrics = ["IngestVideoBitrate", "KeyframeInterval", "ConcurrentViews"] as const;
    const range = { from: START - 2 * HOUR, to: START };
    const first = metrics.map((metric) => points(metric, arn, range));
    now += 40 * MINUTE;
    const later = metrics.map((metric) => points(metric, arn, range));
    for (const [index, known] of first.entries()) {
      assert.ok(known.length > 50);
      assert.deepEqual(later[index]?.slice(0, known.length), known);
    }
    now = START;
    region = demo(() => now);
    assert.deepEqual(
      metrics.map((metric) => points(metric, arn, range)),
      first,
    );
  });

  it("are kept as long as their period allows", () => {
    const arn = aChannel();
    broadcast(region, arn, {});
    now += 2 * DAY;
    advance(region);
    const has = (periodMs: number) =>
      points("IngestFramerate", arn, { from: START, periodMs }).length > 0;
    const seconds = points("IngestFramerate", arn, { from: START });
    assert.deepEqual(times(seconds)[0], 45 * 3600);
    for (const [days, kept] of [
      [2, [MINUTE, 5 * MINUTE, HOUR]],
      [17, [5 * MINUTE, HOUR]],
      [59, [5 * MINUTE, HOUR]],
    ] as const) {
      now = START + days * DAY + HOUR;
      const periods = [5 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, HOUR];
      assert.deepEqual(
        periods.filter(has),
        // The stream ended an hour before the first of these times: 5 seconds are still there.
        days === 2 ? [5 * SECOND, 30 * SECOND, ...kept] : kept,
      );
    }
  });

  it("are summed up in periods that follow the rounded start", () => {
    const arn = aChannel();
    broadcast(region, arn, {});
    now += 20 * MINUTE;
    const from = START + 2 * MINUTE + 34 * SECOND;
    const five = points("IngestFramerate", arn, { from, periodMs: 5 * MINUTE });
    assert.deepEqual(times(five), [120, 420, 720, 1020]);
    const ten = points("IngestFramerate", arn, { from, periodMs: 10 * SECOND, to: from + MINUTE });
    assert.deepEqual(times(ten), [150, 160, 170, 180, 190, 200, 210]);
    const raw = values(points("IngestFramerate", arn, { from: START, to: START + MINUTE }));
    const minute = (statistic: Wanted["statistic"]) =>
      points("IngestFramerate", arn, {
        ...{ from: START, to: START + MINUTE, periodMs: MINUTE, statistic },
      })[0]?.value;
    assert.equal(minute("SampleCount"), 12);
    assert.equal(minute("Minimum"), Math.min(...raw));
    assert.equal(minute("Maximum"), Math.max(...raw));
    const sum = raw.reduce((all, value) => all + value, 0);
    assert.equal(minute("Sum"), sum);
    assert.equal(minute("Average"), sum / 12);
  });

  it("count the time that came in, was recorded and was watched", () => {
    const arn = aChannel();
    now += 17 * SECOND;
    broadcast(region, arn, { viewers: 10 });
    now += 10 * MINUTE + 7 * SECOND;
    stop(arn);
    now += 5 * MINUTE;
    const sum = (metric: string) =>
      points(metric, arn, { periodMs: HOUR, statistic: "Sum" })[0]?.value;
    assert.equal(sum("LiveInputTime"), 607);
    assert.equal(sum("LiveDeliveredTime"), 6070);
    assert.equal(sum("RecordedTime"), undefined);
    assert.deepEqual(values(points("LiveInputTime", arn, { periodMs: MINUTE, statistic: "Sum" })), [
      43,
      ...Array(9).fill(60),
      24,
    ]);
  });

  it("count the channels of a region together", () => {
    const arns = [aChannel(), aChannel({ type: "BASIC" }), aChannel()];
    for (const arn of arns) broadcast(region, arn, { viewers: 10 });
    broadcast(region, arns[1] ?? "", { health: "STARVING" });
    now += 2 * MINUTE;
    stop(arns[2] ?? "");
    now += 2 * MINUTE;
    const count = (metric: string, dimensions: Wanted["dimensions"] = []) =>
      values(points(metric, undefined, { periodMs: MINUTE, dimensions }));
    assert.deepEqual(count("ConcurrentStreams"), [3, 3, 2, 2]);
    assert.deepEqual(count("ConcurrentViews"), [30, 30, 20, 20]);
    const health = (Value: string) => count("ConcurrentStreams", [{ Name: "Health", Value }]);
    assert.deepEqual(
      [health("HEALTHY"), health("STARVING")],
      [
        [2, 2, 1, 1],
        [1, 1, 1, 1],
      ],
    );
    const rates = points("IngestFramerate", undefined, {
      periodMs: MINUTE,
      statistic: "SampleCount",
    });
    assert.deepEqual(values(rates), [36, 36, 24, 14]);
  });

  it("tell the tracks of multitrack input apart", () => {
    const arn = aChannel({
      containerFormat: "FRAGMENTED_MP4",
      multitrackInputConfiguration: { enabled: true, policy: "ALLOW", maximumResolution: "HD" },
    });
    broadcast(region, arn, {});
    now += 5 * MINUTE;
    const track = (metric: string, name: string) =>
      values(
        points(metric, arn, {
          dimensions: [
            { Name: "Channel", Value: idOf(arn) },
            { Name: "Track", Value: name },
          ],
        }),
      );
    within(track("IngestVideoBitrate", "Track0"), 2_970_000, 3_030_000);
    within(track("IngestVideoBitrate", "Track1"), 1_386_000, 1_414_000);
    within(track("IngestAudioBitrate", "Track0"), 158_400, 161_600);
    assert.deepEqual(track("IngestAudioBitrate", "Track1"), []);
    assert.deepEqual(track("IngestVideoBitrate", "Track7"), []);
    within(values(points("IngestVideoBitrate", arn)), 2_970_000, 3_030_000);
    within(values(points("IngestBitrate", arn)), 4_514_400, 4_605_600);
  });

  it("give nothing for other dimensions, units and metrics", () => {
    const arn = aChannel();
    broadcast(region, arn, {});
    now += 5 * MINUTE;
    assert.ok(points("IngestFramerate", arn, { unit: "Count/Second" }).length > 0);
    for (const [metric, more] of [
      ["IngestFramerate", { unit: "Count" }],
      ["IngestFramerate", { dimensions: [{ Name: "Channel", Value: arn }] }],
      ["IngestFramerate", { dimensions: [{ Name: "Viewer", Value: "x" }] }],
      ["IngestVideoBitrate", { dimensions: [] }],
      ["CPUUtilization", {}],
      ["constructor", {}],
    ] as const) {
      assert.deepEqual(points(metric, arn, more), [], `${metric} ${JSON.stringify(more)}`);
    }
  });

  it("are listed once for each combination of dimensions", () => {
    const range = () => ({ from: now - HOUR, to: now, now });
    const arn = aChannel();
    broadcast(region, arn, {});
    assert.deepEqual(publishedIn(region, range()), []);
    now += MINUTE;
    stop(arn);
    broadcast(region, arn, {});
    now += MINUTE;
    const found = publishedIn(region, range());
    const names = (name: string) =>
      found
        .filter((metric) => metric.name === name)
        .map(({ dimensions }) => dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join());
    const channel = `Channel=${idOf(arn)}`;
    assert.deepEqual(names("IngestFramerate"), ["", channel, `${channel},Track=Track0`]);
    assert.deepEqual(names("ConcurrentStreams"), ["", "Health=HEALTHY"]);
    assert.deepEqual(names("RecordedTime"), []);
    now += 2 * HOUR;
    stop(arn);
    now += 2 * HOUR;
    assert.deepEqual(publishedIn(region, range()), []);
  });

  it("cost what is asked for: a day of every metric in well under a second", function () {
    this.timeout(5000);
    const arn = aChannel();
    broadcast(region, arn, { viewers: 100 });
    now += 2 * DAY - MINUTE;
    for (const metric of ["IngestVideoBitrate", "IngestAudioBitrate", "IngestFramerate"]) {
      assert.equal(
        points(metric, arn, { from: now - DAY, to: now, periodMs: MINUTE }).length,
        1440,
      );
    }
  });
});
