import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { api, type OperationName } from "../../src/simulator/ivs/api";
import { validate } from "../../src/simulator/shapes";
import { membersOf, model, shapeOf } from "../simulator/model";
import { aChannel, anAdConfiguration, aRecording, bench, mediaTailor } from "./support";

type Json = Record<string, { arn: string; [index: number]: object }>;

describe("answers on the wire hold what the official model says, and nothing else", () => {
  const one = bench();

  it("for every operation", async () => {
    const asked = new Set<string>();
    const ask = async (operation: OperationName, input: object = {}): Promise<Json> => {
      asked.add(operation);
      const { status, value } = await post(one.simulator.url, operation, input);
      assert.equal(status, model.operations[operation]?.status, JSON.stringify(value));
      const { output } = model.operations[operation] ?? {};
      assert.equal(value === undefined, output === undefined, operation);
      if (!output) return {};
      // "" is what the service writes for no preset, though its own enum does not list it.
      const checked = JSON.parse(JSON.stringify(value).replaceAll(',"preset":""', ""));
      assert.deepEqual(validate(shapeOf(output), checked), checked, operation);
      return value;
    };
    const has = (value: object | undefined, shape: string) =>
      assert.deepEqual(Object.keys(value ?? {}).sort(), membersOf(shape), shape);

    const { arn: recordingArn } = await aRecording(one.ivs, "r");
    const adConfiguration = { mediaTailorPlaybackConfigurations: [mediaTailor("one")] };
    const { arn: adConfigurationArn } = await anAdConfiguration(one.ivs);
    const { arn, keyArn } = await aChannel(one.ivs, {
      tags: { a: "b" },
      recordingConfigurationArn: recordingArn,
      adConfigurationArn,
    });
    await aChannel(one.ivs);
    await one.control("streams/start", { channelArn: arn, viewers: 3 });

    const created = await ask("CreateChannel", { recordingConfigurationArn: recordingArn });
    has(created.channel, "Channel");
    has(created.streamKey, "StreamKey");
    const madeArn = created.channel?.arn;
    const madeKeyArn = created.streamKey?.arn;
    has((await ask("GetChannel", { arn })).channel, "Channel");
    has((await ask("UpdateChannel", { arn: madeArn, name: "x" })).channel, "Channel");
    const batch = await ask("BatchGetChannel", { arns: [arn, `${arn}x`] });
    has(batch.channels?.[0], "Channel");
    has(batch.errors?.[0], "BatchError");
    const list = await ask("ListChannels", { maxResults: 1 });
    has(list.channels?.[0], "ChannelSummary");
    assert.equal(typeof list.nextToken, "string");

    const keys = await ask("BatchGetStreamKey", { arns: [keyArn, `${keyArn}x`] });
    has(keys.streamKeys?.[0], "StreamKey");
    has(keys.errors?.[0], "BatchError");
    has((await ask("GetStreamKey", { arn: keyArn })).streamKey, "StreamKey");
    has((await ask("ListStreamKeys", { channelArn: arn })).streamKeys?.[0], "StreamKeySummary");
    await ask("DeleteStreamKey", { arn: madeKeyArn });
    has((await ask("CreateStreamKey", { channelArn: madeArn })).streamKey, "StreamKey");

    has((await ask("GetStream", { channelArn: arn })).stream, "Stream");
    has((await ask("ListStreams")).streams?.[0], "StreamSummary");
    await ask("PutMetadata", { channelArn: arn, metadata: "x" });
    await ask("InsertAdBreak", { channelArn: arn, durationSeconds: 1 });
    await ask("StopStream", { channelArn: arn });
    const session = (await ask("GetStreamSession", { channelArn: arn })).streamSession as never;
    has(session, "StreamSession");
    const { ingestConfiguration, truncatedEvents } = session as Record<string, Json>;
    has(ingestConfiguration?.video, "VideoConfiguration");
    has(ingestConfiguration?.audio, "AudioConfiguration");
    assert.ok(truncatedEvents);
    const sessions = await ask("ListStreamSessions", { channelArn: arn });
    has(sessions.streamSessions?.[0], "StreamSessionSummary");

    const viewer = { channelArn: arn, viewerId: "x" };
    await ask("StartViewerSessionRevocation", viewer);
    const revoked = await ask("BatchStartViewerSessionRevocation", {
      viewerSessions: [viewer, { ...viewer, channelArn: `${arn}x` }],
    });
    has(revoked.errors?.[0], "BatchStartViewerSessionRevocationError");

    const key = generateKeyPairSync("ec", { namedCurve: "secp384r1" }).publicKey;
    const publicKeyMaterial = key.export({ type: "spki", format: "pem" });
    const { keyPair } = await ask("ImportPlaybackKeyPair", { publicKeyMaterial });
    has(keyPair, "PlaybackKeyPair");
    has((await ask("GetPlaybackKeyPair", { arn: keyPair?.arn })).keyPair, "PlaybackKeyPair");
    has((await ask("ListPlaybackKeyPairs")).keyPairs?.[0], "PlaybackKeyPairSummary");
    await ask("DeletePlaybackKeyPair", { arn: keyPair?.arn });

    for (const [name, plural, member, input] of [
      ["PlaybackRestrictionPolicy", "PlaybackRestrictionPolicies", "playbackRestrictionPolicy", {}],
      ["AdConfiguration", "AdConfigurations", "adConfiguration", adConfiguration],
    ] as const) {
      const made = (await ask(`Create${name}`, input))[member];
      has(made, name);
      has((await ask(`Get${name}`, { arn: made?.arn }))[member], name);
      has((await ask(`Update${name}`, { arn: made?.arn, name: "x" }))[member], name);
      const list = await ask(`List${plural}`);
      has(list[`${plural[0]?.toLowerCase()}${plural.slice(1)}`]?.[0], `${name}Summary`);
      await ask(`Delete${name}`, { arn: made?.arn });
    }

    const destinationConfiguration = { s3: { bucketName: "abc" } };
    const recording = await ask("CreateRecordingConfiguration", { destinationConfiguration });
    has(recording.recordingConfiguration, "RecordingConfiguration");
    const unused = recording.recordingConfiguration?.arn;
    const got = await ask("GetRecordingConfiguration", { arn: recordingArn });
    has(got.recordingConfiguration, "RecordingConfiguration");
    const recordings = await ask("ListRecordingConfigurations");
    has(recordings.recordingConfigurations?.[0], "RecordingConfigurationSummary");

    await ask("TagResource", { resourceArn: arn, tags: { c: "d" } });
    await ask("ListTagsForResource", { resourceArn: arn });
    await ask("UntagResource", { resourceArn: arn, tagKeys: ["c"] });
    await ask("DeleteRecordingConfiguration", { arn: unused });
    await ask("DeleteChannel", { arn: madeArn });

    assert.deepEqual([...asked].sort(), Object.keys(api).sort());
  });
});

/** A call as bytes on the wire: what the SDK would leave out or turn into other types is seen. */
async function post(url: string, operation: OperationName, input: object) {
  const { method = "", path = "" } = model.operations[operation] ?? {};
  const {
    resourceArn = "",
    tagKeys = [],
    ...body
  } = input as {
    resourceArn?: string;
    tagKeys?: string[];
  };
  const query = new URLSearchParams(tagKeys.map((key): [string, string] => ["tagKeys", key]));
  const target = path.replace("{resourceArn}", encodeURIComponent(resourceArn));
  const response = await fetch(`${url}${target}?${query}`, {
    method,
    headers: { Authorization: "AWS4-HMAC-SHA256 Credential=a/20260301/us-east-1/ivs/aws4_request" },
    body: method === "POST" ? JSON.stringify(body) : undefined,
  });
  assert.match(response.headers.get("x-amzn-requestid") ?? "", /^[0-9a-f-]{36}$/);
  const text = await response.text();
  if (text) assert.equal(response.headers.get("content-type"), "application/json");
  return { status: response.status, value: text ? JSON.parse(text) : undefined };
}
