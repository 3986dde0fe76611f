import assert from "node:assert/strict";
import { connectionId } from "../../src/connections/config";
import {
  added,
  changed,
  configsOf,
  type Entry,
  moved,
  readEntries,
  without,
} from "../../src/connections/entries";

const EAST = "us-east-1";
const WEST = "eu-west-1";
const PROD = { profile: "prod", regions: [EAST, WEST], label: "Production" };
const DEV = { profile: "dev", regions: [EAST] };
/** What people write that can't be understood, and must not be lost. */
const STRANGE = [7, "prod", null, {}, { regions: [] }, { regions: ["mars-1"] }];

describe("the setting ivs.connections", () => {
  const configs = (...list: unknown[]) =>
    [...configsOf(readEntries(list).entries).values()].map(({ config }) => config);

  it("names a connection for each region of each entry, in its order", () => {
    assert.deepEqual(configs(PROD, DEV, { simulator: true, regions: [WEST] }), [
      { region: EAST, profile: "prod", label: "Production" },
      { region: WEST, profile: "prod", label: "Production" },
      { region: EAST, profile: "dev" },
      { region: WEST, simulator: true, unlimited: true },
    ]);
  });

  it("is nothing of what can't be understood, with one line about each", () => {
    const wrong = [
      { ...DEV, profile: 7 },
      { ...DEV, readOnly: "yes" },
      { ...DEV, endpointUrl: {} },
      { ...DEV, label: [] },
      { ...DEV, simulator: 1 },
    ];
    const { entries, faults } = readEntries([...STRANGE, ...wrong, PROD]);
    assert.deepEqual(
      entries.map(({ profile }) => profile),
      ["prod"],
    );
    assert.equal(faults.length, STRANGE.length + wrong.length);
    assert.match(faults[0] ?? "", /ivs\.connections, entry 1: left out: /);
    assert.match(faults[6] ?? "", /profile is not a string/);
  });

  it("takes what it can of an entry that is understood in part", () => {
    const entry = { ...DEV, regions: ["mars-1", EAST, EAST], color: "pink" };
    const { faults } = readEntries([entry]);
    assert.deepEqual(configs(entry), [{ region: EAST, profile: "dev" }]);
    assert.equal(faults.length, 2, `${faults}`);
  });

  it("has what two entries name once: as the first has it, read-only if either says so", () => {
    const again = { ...PROD, label: "Again", regions: [EAST], readOnly: true };
    assert.deepEqual(configs(PROD, again), [
      { region: EAST, profile: "prod", label: "Production", readOnly: true },
      { region: WEST, profile: "prod", label: "Production" },
    ]);
  });

  describe("when it is changed", () => {
    const placed = (list: readonly unknown[], at: number) =>
      readEntries(list).entries.find((entry) => entry.at === at) ?? assert.fail();

    it("keeps what can't be understood, and what the entry says besides", () => {
      const own = { ...DEV, note: "mine" };
      const list = [...STRANGE, own];
      const at = STRANGE.length;
      assert.deepEqual(added(list, PROD), [...list, PROD]);
      assert.deepEqual(changed(list, at, { label: "Dev", profile: undefined }), [
        ...STRANGE,
        { regions: [EAST], note: "mine", label: "Dev" },
      ]);
      const gone = connectionId({ region: EAST, profile: "dev" });
      assert.deepEqual(without(list, [gone]), STRANGE);
    });

    it("loses a region, and with the last one the entry", () => {
      const east = connectionId({ region: EAST, profile: "prod" });
      const west = connectionId({ region: WEST, profile: "prod" });
      assert.deepEqual(without([PROD, DEV], [east]), [{ ...PROD, regions: [WEST] }, DEV]);
      assert.deepEqual(without([PROD, DEV], [east, west]), [DEV]);
    });

    it("moves a region in its entry, and at the edge the entry", () => {
      const list: Entry[] = [DEV, PROD];
      const swapped = { ...PROD, regions: [WEST, EAST] };
      assert.deepEqual(moved(list, placed(list, 1), EAST, 1), [DEV, swapped]);
      assert.deepEqual(moved(list, placed(list, 1), WEST, -1), [DEV, swapped]);
      assert.deepEqual(moved(list, placed(list, 1), EAST, -1), [PROD, DEV]);
      assert.deepEqual(moved(list, placed(list, 1), WEST, 1), list);
      assert.deepEqual(moved(list, placed(list, 0), EAST, -1), list);
    });
  });
});
