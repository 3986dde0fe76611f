import assert from "node:assert/strict";
import { aRecording, bench, refused } from "./support";

describe("CreateRecordingConfiguration", () => {
  const one = bench({
    creatingMs: 5000,
    account: { buckets: { far: { region: "eu-central-1" }, "far.away": { region: "us-east-1" } } },
  });
  const destinationConfiguration = { s3: { bucketName: "a-bucket" } };
  const state = async (arn: string) =>
    (await one.ivs.getRecordingConfiguration({ arn })).recordingConfiguration?.state;

  it("fills in every default", async () => {
    const { recordingConfiguration } = await one.ivs.createRecordingConfiguration({
      destinationConfiguration,
    });
    const { arn, ...rest } = recordingConfiguration ?? {};
    assert.match(
      arn ?? "",
      /^arn:aws:ivs:us-east-1:111122223333:recording-configuration\/[A-Za-z0-9]{12}$/,
    );
    assert.deepEqual(rest, {
      name: "",
      destinationConfiguration,
      state: "CREATING",
      tags: {},
      recordingReconnectWindowSeconds: 0,
      thumbnailConfiguration: {
        recordingMode: "INTERVAL",
        targetIntervalSeconds: 60,
        storage: ["SEQUENTIAL"],
      },
      renditionConfiguration: { renditionSelection: "ALL" },
    });
  });

  it("keeps what it is given", async () => {
    const given = {
      name: "archive",
      destinationConfiguration,
      tags: { a: "b" },
      recordingReconnectWindowSeconds: 300,
      thumbnailConfiguration: {
        recordingMode: "INTERVAL",
        targetIntervalSeconds: 1,
        resolution: "LOWEST_RESOLUTION",
        storage: ["SEQUENTIAL", "LATEST"],
      },
      renditionConfiguration: { renditionSelection: "CUSTOM", renditions: ["HD", "SD"] },
    } as const;
    const { recordingConfiguration } = await one.ivs.createRecordingConfiguration({
      ...given,
      thumbnailConfiguration: {
        ...given.thumbnailConfiguration,
        storage: [...given.thumbnailConfiguration.storage],
      },
      renditionConfiguration: {
        ...given.renditionConfiguration,
        renditions: [...given.renditionConfiguration.renditions],
      },
    });
    assert.deepEqual({ ...recordingConfiguration, ...given }, recordingConfiguration);
  });

  it("is CREATING for its time, then ACTIVE", async () => {
    const { arn } = await aRecording(one.ivs);
    one.pass(4999);
    assert.equal(await state(arn), "CREATING");
    one.pass(1);
    assert.equal(await state(arn), "ACTIVE");
  });

  it("fails later in us-east-1 when its bucket is elsewhere, and at once in other regions", async () => {
    const { arn, state: first } = await aRecording(one.ivs, "", "far");
    assert.equal(first, "CREATING");
    one.pass(5000);
    assert.equal(await state(arn), "CREATE_FAILED");

    const dublin = one.in("eu-west-1");
    await refused(aRecording(dublin, "", "far"), "ValidationException", 400, /far/);
    await refused(aRecording(dublin, "", "far.away"), "ValidationException", 400, /bucketName/);
    await aRecording(dublin, "", "unknown-bucket");
    await aRecording(one.in("eu-central-1"), "", "far");
  });

  it("holds the rules between its members", async () => {
    for (const [input, text] of [
      [{ destinationConfiguration: {} }, /one destination/],
      [
        {
          destinationConfiguration,
          thumbnailConfiguration: { recordingMode: "DISABLED", targetIntervalSeconds: 10 },
        },
        /targetIntervalSeconds/,
      ],
      [
        { destinationConfiguration, renditionConfiguration: { renditionSelection: "CUSTOM" } },
        /renditions/,
      ],
      [
        {
          destinationConfiguration,
          renditionConfiguration: { renditionSelection: "CUSTOM", renditions: [] },
        },
        /renditions/,
      ],
      [{ destinationConfiguration, tags: { "AWS:x": "" } }, /aws:/],
    ] as const) {
      // The table's lists are read-only, the SDK's are not.
      const call = one.ivs.createRecordingConfiguration(structuredClone(input) as never);
      await refused(call, "ValidationException", 400, text);
    }
    const { recordingConfiguration } = await one.ivs.createRecordingConfiguration({
      destinationConfiguration,
      thumbnailConfiguration: { recordingMode: "DISABLED" },
    });
    assert.deepEqual(recordingConfiguration?.thumbnailConfiguration, { recordingMode: "DISABLED" });
  });
});
