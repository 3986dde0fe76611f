import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type GetObjectCommandOutput, S3, type S3ServiceException } from "@aws-sdk/client-s3";
import { send, signed } from "../simulator/http";
import { bench, credentials } from "./support";

/** Asserts that a call is refused with that error and status. */
async function refusedS3(call: Promise<unknown>, name: string, status: number, text = /./) {
  await assert.rejects(call, (error: S3ServiceException) => {
    assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status], error.message);
    assert.match(error.message, text);
    assert.match(error.$metadata.requestId ?? "", /^[0-9a-f-]{36}$/);
    return true;
  });
}

describe("S3, by its SDK client", () => {
  const directory = mkdtempSync(join(tmpdir(), "ivs-s3-"));
  const account = {
    buckets: {
      sealed: { region: "us-east-1", encryption: "aws:kms" as const },
      ruled: {
        region: "eu-west-1",
        policy: { Version: "2012-10-17", Statement: [] },
        lifecycle: [
          {
            ID: "week",
            Status: "Enabled",
            Filter: { Prefix: "ivs/v1/" },
            Expiration: { Days: 7 },
          },
        ],
        ownership: "ObjectWriter" as const,
      },
      foreign: { region: "us-east-1", owner: "444455556666" },
      gone: { deleted: true },
    },
  };
  const one = bench({ recordings: directory, account });
  let s3: S3;
  before(() => {
    s3 = one.client(S3);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  beforeEach(() => mkdirSync(directory, { recursive: true }));

  const Bucket = "a-bucket";
  const Key = "some/key é.json";
  const put = (Body = "0123456789", more: object = {}) =>
    s3.putObject({ Bucket, Key, Body, ...more });
  const text = async (call: Promise<GetObjectCommandOutput>) =>
    (await call).Body?.transformToString();

  it("gives back what is put, whole and in ranges", async () => {
    const { ETag, ServerSideEncryption } = await put();
    assert.equal(ServerSideEncryption, "AES256");
    const got = await s3.getObject({ Bucket, Key });
    assert.equal(await got.Body?.transformToString(), "0123456789");
    assert.deepEqual(
      [got.ETag, got.ContentLength, got.ContentType, got.AcceptRanges, got.ServerSideEncryption],
      [ETag, 10, "application/json", "bytes", "AES256"],
    );
    assert.ok(got.LastModified && Math.abs(got.LastModified.getTime() - Date.now()) < 60_000);
    const ranged = await s3.getObject({ Bucket, Key, Range: "bytes=2-4" });
    assert.deepEqual(
      [await ranged.Body?.transformToString(), ranged.ContentRange, ranged.ContentLength],
      ["234", "bytes 2-4/10", 3],
    );
    assert.equal(await text(s3.getObject({ Bucket, Key, Range: "bytes=-3" })), "789");
    assert.equal(await text(s3.getObject({ Bucket, Key, Range: "bytes=8-99" })), "89");
    const tail = s3.getObject({ Bucket, Key, Range: "bytes=10-" });
    await refusedS3(tail, "InvalidRange", 416);
    const head = await s3.headObject({ Bucket, Key });
    assert.deepEqual([head.ETag, head.ContentLength], [ETag, 10]);
  });

  it("takes a body that is sent in chunks", async () => {
    const Body = Readable.from([Buffer.from("01234"), Buffer.alloc(100_000, "x")]);
    await s3.putObject({ Bucket, Key, Body, ContentLength: 100_005 });
    const got = await text(s3.getObject({ Bucket, Key }));
    assert.equal(got?.length, 100_005);
    assert.match(got ?? "", /^01234x+$/);
  });

  it("names the key that is not there", async () => {
    await assert.rejects(s3.getObject({ Bucket, Key: "a<b" }), (error: S3ServiceException) => {
      assert.equal(error.name, "NoSuchKey");
      assert.equal((error as unknown as { Key: string }).Key, "a<b");
      return true;
    });
    await refusedS3(s3.headObject({ Bucket, Key }), "NotFound", 404);
  });

  it("holds to conditions", async () => {
    const { ETag = "" } = await put();
    const get = (more: object) => s3.getObject({ Bucket, Key, ...more });
    const hour = (sign: number) => new Date(Date.now() + sign * 3600_000);
    await get({ IfMatch: ETag });
    await get({ IfNoneMatch: '"other"' });
    await get({ IfModifiedSince: hour(-1) });
    await get({ IfUnmodifiedSince: hour(1) });
    await refusedS3(get({ IfMatch: '"other"' }), "PreconditionFailed", 412);
    await refusedS3(get({ IfUnmodifiedSince: hour(-1) }), "PreconditionFailed", 412);
    for (const more of [{ IfNoneMatch: ETag }, { IfModifiedSince: hour(1) }]) {
      await assert.rejects(get(more), (error: S3ServiceException) => {
        assert.equal(error.$metadata.httpStatusCode, 304);
        return true;
      });
    }
    await refusedS3(put("", { IfNoneMatch: "*" }), "PreconditionFailed", 412);
    await refusedS3(put("", { IfMatch: '"other"' }), "PreconditionFailed", 412);
    await put("new", { IfMatch: ETag });
    await refusedS3(get({ IfMatch: ETag }), "PreconditionFailed", 412);
  });

  it("answers with the headers that are asked for", async () => {
    await put();
    const got = await s3.getObject({
      Bucket,
      Key,
      ResponseContentType: "text/plain",
      ResponseContentDisposition: 'attachment; filename="x"',
      ResponseCacheControl: "no-store",
    });
    assert.deepEqual(
      [got.ContentType, got.ContentDisposition, got.CacheControl],
      ["text/plain", 'attachment; filename="x"', "no-store"],
    );
  });

  it("lists by prefix and delimiter, page by page", async () => {
    for (const name of ["a/1", "a/2", "b/1", "b/2", "c"]) await put("x", { Key: name });
    const { Contents, CommonPrefixes, KeyCount } = await s3.listObjectsV2({
      Bucket,
      Delimiter: "/",
    });
    assert.deepEqual(
      Contents?.map((found) => found.Key),
      ["c"],
    );
    assert.deepEqual(
      CommonPrefixes?.map(({ Prefix }) => Prefix),
      ["a/", "b/"],
    );
    assert.equal(KeyCount, 3);
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.listObjectsV2({ Bucket, MaxKeys: 2, ContinuationToken });
      seen.push(...(page.Contents ?? []).map((found) => found.Key));
      assert.equal(page.IsTruncated, page.NextContinuationToken !== undefined);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    assert.deepEqual(seen, ["a/1", "a/2", "b/1", "b/2", "c"]);
    const wrong = s3.listObjectsV2({ Bucket, ContinuationToken: "x?" });
    await refusedS3(wrong, "InvalidArgument", 400, /continuation token/);
  });

  it("says what is said of a bucket", async () => {
    const dublin = one.client(S3, { region: "eu-west-1" });
    const ruled = { Bucket: "ruled" };
    const { Policy } = await dublin.getBucketPolicy(ruled);
    assert.deepEqual(JSON.parse(Policy ?? ""), account.buckets.ruled.policy);
    const { Rules } = await dublin.getBucketLifecycleConfiguration(ruled);
    assert.deepEqual(Rules, account.buckets.ruled.lifecycle);
    const { OwnershipControls } = await dublin.getBucketOwnershipControls(ruled);
    assert.deepEqual(OwnershipControls?.Rules, [{ ObjectOwnership: "ObjectWriter" }]);
    assert.equal((await dublin.getBucketLocation(ruled)).LocationConstraint, "eu-west-1");
    const algorithm = async (bucket: string) =>
      (await s3.getBucketEncryption({ Bucket: bucket })).ServerSideEncryptionConfiguration
        ?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
    assert.equal(await algorithm("sealed"), "aws:kms");
    assert.equal(await algorithm(Bucket), "AES256");
    await refusedS3(s3.getBucketPolicy({ Bucket }), "NoSuchBucketPolicy", 404);
    const lifecycle = s3.getBucketLifecycleConfiguration({ Bucket });
    await refusedS3(lifecycle, "NoSuchLifecycleConfiguration", 404);
  });

  it("tells apart a bucket of ours, another's and none", async () => {
    const ExpectedBucketOwner = "111122223333";
    await s3.headBucket({ Bucket, ExpectedBucketOwner });
    const other = { Bucket, ExpectedBucketOwner: "444455556666" };
    await refusedS3(s3.getBucketEncryption(other), "AccessDenied", 403);
    const foreign = { Bucket: "foreign", ExpectedBucketOwner: "444455556666" };
    await refusedS3(s3.getBucketPolicy(foreign), "AccessDenied", 403);
    await refusedS3(s3.getBucketPolicy({ Bucket: "gone" }), "NoSuchBucket", 404);
    await refusedS3(s3.listObjectsV2({ Bucket: "ruled" }), "PermanentRedirect", 301, /eu-west-1/);
  });

  it("refuses loudly what it does not do", async () => {
    for (const call of [
      () => s3.getBucketAcl({ Bucket }),
      () => s3.getBucketVersioning({ Bucket }),
      () => s3.getBucketTagging({ Bucket }),
      () => s3.getBucketCors({ Bucket }),
      () => s3.getObjectTagging({ Bucket, Key }),
      () => s3.listObjects({ Bucket }),
      () => s3.listObjectVersions({ Bucket }),
      () => s3.createBucket({ Bucket }),
      () => s3.deleteBucket({ Bucket }),
      () => s3.deleteObject({ Bucket, Key }),
      () => s3.listBuckets({}),
      () => s3.getObject({ Bucket, Key, VersionId: "x" }),
    ]) {
      await refusedS3(call(), "NotImplemented", 501, /simulator/);
    }
  });

  it("takes no URL that is signed the old way", async () => {
    const old = `${one.simulator.url}/${Bucket}/x?AWSAccessKeyId=A&Signature=b&Expires=9999999999`;
    const { status, body } = await send(old, { method: "GET" });
    assert.equal(status, 400);
    assert.match(body, /<Code>InvalidRequest<\/Code>.*Please use AWS4-HMAC-SHA256/s);
  });

  it("follows no link out of its folder", async () => {
    const outside = mkdtempSync(join(tmpdir(), "ivs-outside-"));
    writeFileSync(join(outside, "secret"), "secret");
    mkdirSync(join(directory, Bucket));
    symlinkSync(outside, join(directory, Bucket, "linked"));
    symlinkSync(join(outside, "secret"), join(directory, Bucket, "file"));
    symlinkSync(outside, join(directory, "linked-bucket"));
    await refusedS3(s3.getObject({ Bucket, Key: "linked/secret" }), "NoSuchKey", 404);
    await refusedS3(s3.getObject({ Bucket, Key: "file" }), "NoSuchKey", 404);
    await refusedS3(s3.getObject({ Bucket: "linked-bucket", Key: "secret" }), "NoSuchKey", 404);
    assert.equal((await s3.listObjectsV2({ Bucket })).KeyCount, 0);
    assert.equal((await s3.listObjectsV2({ Bucket: "linked-bucket" })).KeyCount, 0);
    await refusedS3(put("x", { Key: "linked/new" }), "InvalidArgument", 400);
    // A link that is in the way is put aside, and what it led to is as it was.
    await put("mine", { Key: "file" });
    assert.equal(await text(s3.getObject({ Bucket, Key: "file" })), "mine");
    await refusedS3(s3.getObject({ Bucket, Key: "linked/new" }), "NoSuchKey", 404);
    rmSync(outside, { recursive: true });
  });

  it("fails, is slow and is told of as every service", async () => {
    await put();
    const error = { name: "SlowDown" };
    await one.control("faults", { operation: "GetObject", error });
    await refusedS3(s3.getObject({ Bucket, Key }), "SlowDown", 503, /Injected fault/);
    await one.control("faults", { operation: "HeadBucket", drop: "before" });
    await assert.rejects(s3.headBucket({ Bucket }));
    const { counts } = await one.control("requests");
    assert.deepEqual(counts, { PutObject: 1, GetObject: 1, HeadBucket: 1 });
  });

  it("keeps no objects unless it is told to", async () => {
    const { startSimulator } = await import("../../src/simulator/server");
    const simulator = await startSimulator();
    const client = new S3({ endpoint: simulator.url, region: "us-east-1", credentials });
    const call = client.putObject({ Bucket, Key, Body: "x" });
    await refusedS3(call, "NotImplemented", 501, /--recordings/);
    client.destroy();
    await simulator.close();
  });

  it("needs a signature for all but asking whether a bucket is there", async () => {
    await put();
    const path = `${one.simulator.url}/${Bucket}/some`;
    assert.equal((await send(path, { method: "HEAD" })).status, 403);
    const headers = signed("us-east-1", "s3");
    assert.equal((await send(path, { method: "HEAD", headers })).status, 404);
  });
});

describe("the demo's buckets", () => {
  const one = bench({ seed: "demo" });

  it("have one of each trouble", async () => {
    const s3 = one.client(S3);
    const name = (part: string) => {
      const found = one.simulator.world.buckets.dump().find(([name]) => name.includes(part));
      return { Bucket: found?.[0] ?? assert.fail(part) };
    };
    const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption(name("kms"));
    const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
    assert.equal(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, "aws:kms");
    const { Policy = "" } = await s3.getBucketPolicy(name("vpc"));
    assert.equal(JSON.parse(Policy).Statement[0].Effect, "Deny");
    const { Rules } = await s3.getBucketLifecycleConfiguration(name("week"));
    assert.equal(Rules?.[0]?.Expiration?.Days, 7);
    await refusedS3(s3.getBucketPolicy(name("partner")), "AccessDenied", 403);
    await refusedS3(s3.getBucketPolicy(name("moved")), "NoSuchBucket", 404);
    await refusedS3(s3.getBucketPolicy(name("frankfurt")), "PermanentRedirect", 301);
    // All of these are taken for recordings, and none can be written to.
    for (const part of ["kms", "vpc", "s3alias"]) {
      const { Bucket } = name(part);
      await s3.headBucket({ Bucket });
      const { world } = one.simulator;
      assert.ok(world.buckets.isUsable(Bucket, "us-east-1"), Bucket);
      assert.ok(!world.canRecordTo(Bucket, "us-east-1"), Bucket);
    }
  });
});
