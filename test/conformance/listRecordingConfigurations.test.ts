import assert from "node:assert/strict";
import { paginateListRecordingConfigurations } from "@aws-sdk/client-ivs";
import { aRecording, bench, many } from "./support";

describe("ListRecordingConfigurations", () => {
  const one = bench({ creatingMs: 1000 });

  it("gives summaries, whose state follows the clock", async () => {
    const { arn, name, destinationConfiguration, tags } = await aRecording(one.ivs, "one");
    const list = async () =>
      (await one.ivs.listRecordingConfigurations({})).recordingConfigurations;
    const summary = { arn, name, destinationConfiguration, tags };
    assert.deepEqual(await list(), [{ ...summary, state: "CREATING" }]);
    one.pass(1000);
    assert.deepEqual(await list(), [{ ...summary, state: "ACTIVE" }]);
  });

  it("pages by 20, the account's quota, unless told otherwise", async () => {
    await many(23, (index) => aRecording(one.ivs, `number-${index}`));
    const first = await one.ivs.listRecordingConfigurations({});
    assert.equal(first.recordingConfigurations?.length, 20);
    const all = await one.ivs.listRecordingConfigurations({ maxResults: 100 });
    assert.equal(all.recordingConfigurations?.length, 23);
    assert.equal(all.nextToken, undefined);
    const names: (string | undefined)[] = [];
    const pages = paginateListRecordingConfigurations({ client: one.ivs, pageSize: 10 }, {});
    for await (const { recordingConfigurations = [] } of pages) {
      names.push(...recordingConfigurations.map(({ name }) => name));
    }
    assert.deepEqual(
      names,
      all.recordingConfigurations?.map(({ name }) => name),
    );
  });
});
