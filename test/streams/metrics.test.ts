import assert from "node:assert/strict";
import { type Query, queryOf, recentRange, runs, sessionRange } from "../../src/streams/metrics";
import { at, MINUTE, series } from "./make";

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-03-01T12:34:56.789Z");

describe("the ranges and periods of metrics", () => {
  const ago = (ms: number, long: number) => queryOf({ from: NOW - ms, to: NOW - ms + long }, NOW);
  const seconds = ({ ingestPeriod, viewersPeriod }: Query) => [
    ingestPeriod / 1000,
    viewersPeriod / 1000,
  ];

  for (const [name, query, periods] of [
    ["the last 15 minutes", queryOf(recentRange("15min", NOW), NOW), [5, 60]],
    ["the last hour", queryOf(recentRange("1h", NOW), NOW), [5, 60]],
    ["the last three hours", queryOf(recentRange("3h", NOW), NOW), [5, 60]],
    ["a bit more", ago(3 * HOUR + 2 * MINUTE, 3 * HOUR), [60, 60]],
    ["two weeks ago", ago(14 * DAY, HOUR), [60, 60]],
    ["a month ago", ago(30 * DAY, HOUR), [300, 300]],
    ["two months ago", ago(61 * DAY, HOUR), [300, 300]],
    ["longer ago than sessions are kept", ago(70 * DAY, HOUR), [3600, 3600]],
  ] as const)
    it(`${name}: every ${periods[0]} s`, () => assert.deepEqual(seconds(query), periods));

  it("begin no earlier than their points are kept", () => {
    const { from, to, ingestPeriod } = queryOf(recentRange("3h", NOW), NOW);
    const late = from - (NOW - 3 * HOUR);
    assert.ok(late > 10_000 && late <= 20_000, `${late}`);
    assert.ok((to - from) / ingestPeriod > 2150);
    // Others lose nothing.
    assert.ok(queryOf(recentRange("1h", NOW), NOW).from <= NOW - HOUR);
  });

  it("are of whole periods, and so the same for a while", () => {
    for (const query of [ago(HOUR, HOUR), ago(5 * HOUR, HOUR), ago(40 * DAY, HOUR)]) {
      assert.equal(query.from % query.ingestPeriod, 0);
      assert.equal(query.to % query.ingestPeriod, 0);
      assert.ok(query.to > query.from);
    }
  });

  it("are a session's own: up to now while it goes on, and none before it starts", () => {
    assert.deepEqual(sessionRange({ startTime: 5, endTime: 9 }, NOW), { from: 5, to: 9 });
    assert.deepEqual(sessionRange({ startTime: 5 }, NOW), { from: 5, to: NOW });
    assert.equal(sessionRange({}, NOW), undefined);
  });

  it("leave gaps as gaps", () => {
    const { frameRate } = series(4, {
      frameRate: (minute) => (minute >= 1 && minute < 2 ? undefined : 30),
    });
    const found = runs(frameRate);
    assert.deepEqual(
      found.map((run) => [run[0]?.at, run.at(-1)?.at]),
      [
        [at(0), at(1) - 5000],
        [at(2), at(4) - 5000],
      ],
    );
    assert.equal(found.flat().length, frameRate.points.length);
    assert.deepEqual(runs({ period: 5000, points: [] }), []);
  });
});
