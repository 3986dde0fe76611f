import assert from "node:assert/strict";
import { aChannel, arn, bench, many, refused } from "./support";

describe("playback restriction policies", () => {
  const one = bench();
  const create = async (
    input: Parameters<typeof one.ivs.createPlaybackRestrictionPolicy>[0] = {},
  ) => {
    const { playbackRestrictionPolicy: policy } =
      await one.ivs.createPlaybackRestrictionPolicy(input);
    assert.ok(policy?.arn);
    return { ...policy, arn: policy.arn };
  };

  it("restrict nothing unless told to", async () => {
    const { arn, ...rest } = await create();
    assert.match(arn, /:playback-restriction-policy\/[A-Za-z0-9]{12}$/);
    assert.deepEqual(rest, {
      name: "",
      allowedCountries: [],
      allowedOrigins: [],
      enableStrictOriginEnforcement: false,
      tags: {},
    });
  });

  it("keep what they are given, and change what an update gives", async () => {
    const given = {
      name: "dach",
      allowedCountries: ["DE", "AT", "CH"],
      allowedOrigins: ["https://*.example.com"],
      enableStrictOriginEnforcement: true,
      tags: { a: "b" },
    };
    const { arn } = await create(given);
    const { playbackRestrictionPolicy } = await one.ivs.updatePlaybackRestrictionPolicy({
      arn,
      allowedCountries: [],
      enableStrictOriginEnforcement: false,
    });
    const changed = { ...given, arn, allowedCountries: [], enableStrictOriginEnforcement: false };
    assert.deepEqual(playbackRestrictionPolicy, changed);
    const got = await one.ivs.getPlaybackRestrictionPolicy({ arn });
    assert.deepEqual(got.playbackRestrictionPolicy, changed);
  });

  it("know the countries of ISO 3166, and count them and the origins", async () => {
    for (const allowedCountries of [["DE", "XX"], ["de"], ["UK"]]) {
      const call = one.ivs.createPlaybackRestrictionPolicy({ allowedCountries });
      await refused(call, "ValidationException", 400, /allowedCountries\[\d\]/);
    }
    const { arn } = await create({ allowedCountries: Array(200).fill("DE") });
    const origins = Array(6).fill("https://a.example");
    for (const input of [
      { allowedCountries: Array(201).fill("DE") },
      { allowedOrigins: origins },
    ]) {
      const create = one.ivs.createPlaybackRestrictionPolicy(input);
      await refused(create, "ServiceQuotaExceededException", 402, /at most/);
      const update = one.ivs.updatePlaybackRestrictionPolicy({ arn, ...input });
      // The API has no such error for an update.
      await refused(update, "ValidationException", 400, /at most/);
    }
    await create({ allowedOrigins: origins.slice(1) });
  });

  it("page by one unless told otherwise", async () => {
    const made = await many(3, (index) => create({ name: `${index}` }));
    const first = await one.ivs.listPlaybackRestrictionPolicies({});
    assert.deepEqual(first.playbackRestrictionPolicies, [made[0]]);
    const { nextToken } = first;
    const rest = await one.ivs.listPlaybackRestrictionPolicies({ nextToken, maxResults: 100 });
    assert.deepEqual(rest.playbackRestrictionPolicies, made.slice(1));
    assert.equal(rest.nextToken, undefined);
  });

  it("are attached to channels, and cannot be deleted until detached", async () => {
    const { arn: playbackRestrictionPolicyArn } = await create();
    const { arn } = await aChannel(one.ivs, { playbackRestrictionPolicyArn });
    await aChannel(one.ivs);
    const filter = { filterByPlaybackRestrictionPolicyArn: playbackRestrictionPolicyArn };
    const { channels } = await one.ivs.listChannels(filter);
    assert.deepEqual(
      channels?.map((channel) => channel.arn),
      [arn],
    );
    const remove = () =>
      one.ivs.deletePlaybackRestrictionPolicy({ arn: playbackRestrictionPolicyArn });
    await refused(remove(), "ConflictException", 409, /attached/);
    await one.ivs.updateChannel({ arn, playbackRestrictionPolicyArn: "" });
    assert.equal((await remove()).$metadata.httpStatusCode, 204);
    await refused(remove(), "ResourceNotFoundException", 404);
  });

  it("must be there", async () => {
    const unknown = { arn: arn("playback-restriction-policy") };
    for (const call of [
      one.ivs.getPlaybackRestrictionPolicy(unknown),
      one.ivs.updatePlaybackRestrictionPolicy(unknown),
    ]) {
      await refused(call, "ResourceNotFoundException", 404);
    }
  });
});
