import assert from "node:assert/strict";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { send, signed } from "./http";

describe("the S3 endpoint", () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({
      seed: "demo",
      account: { buckets: { "far.away": { region: "eu-central-1" } } },
    });
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  const s3 = (method: string, path: string, region?: string) =>
    send(`${simulator.url}${path}`, { method, headers: region ? signed(region, "s3") : {} });

  it("tells whether a bucket is there, and in which region", async () => {
    for (const [bucket, region, status, found] of [
      ["northshore-match-archive", "us-east-1", 200, "us-east-1"],
      ["northshore-match-archive", "eu-west-1", 301, "us-east-1"],
      ["northshore-archive-frankfurt", "us-east-1", 301, "eu-central-1"],
      ["northshore-conference-vod", "eu-west-1", 301, "us-east-1"],
      ["far.away", "eu-central-1", 200, "eu-central-1"],
      ["far.away", undefined, 200, "eu-central-1"],
      ["made-up", "ap-south-1", 200, "ap-south-1"],
      ["private-made-up", "ap-south-1", 403, "ap-south-1"],
      ["missing-made-up", "ap-south-1", 404, undefined],
    ] as const) {
      const { status: got, headers, body } = await s3("HEAD", `/${bucket}`, region);
      const given = `${bucket} from ${region}`;
      assert.deepEqual([got, headers["x-amz-bucket-region"]], [status, found], given);
      assert.equal(body, "");
      assert.ok(headers["x-amz-request-id"]);
    }
  });

  it("tells a bucket's location to whoever asks, and lists it to those in its region", async () => {
    const location = (bucket: string, region: string) =>
      s3("GET", `/${bucket}?location`, region).then(({ body }) => body);
    assert.match(await location("far.away", "us-east-1"), /<LocationConstraint .*>eu-central-1</);
    assert.match(
      await location("northshore-match-archive", "eu-west-1"),
      /<LocationConstraint .*></,
    );
    for (const [path, region, status, code] of [
      ["/far.away?list-type=2", "us-east-1", 301, "PermanentRedirect"],
      ["/private-made-up?list-type=2", "us-east-1", 403, "AccessDenied"],
      ["/private-made-up?location", "us-east-1", 403, "AccessDenied"],
      ["/missing-made-up?location", "us-east-1", 404, "NoSuchBucket"],
      ["/made-up?list-type=2&max-keys=x", "us-east-1", 400, "InvalidArgument"],
      ["/", "us-east-1", 501, "NotImplemented"],
    ] as const) {
      const { status: got, body, headers } = await s3("GET", path, region);
      assert.equal(got, status, path);
      assert.match(body, new RegExp(`<Code>${code}</Code>`));
      assert.equal(headers["content-type"], "application/xml");
    }
    const empty = await s3("GET", "/made-up?list-type=2", "us-east-1");
    assert.match(empty.body, /<KeyCount>0<\/KeyCount>/);
  });

  it("takes a presigned URL for a signature", async () => {
    const credential = encodeURIComponent("AKID/20260301/us-east-1/s3/aws4_request");
    const url = `${simulator.url}/made-up/key?X-Amz-Credential=${credential}&X-Amz-Signature=0`;
    const { status, body } = await send(url, { method: "GET" });
    assert.deepEqual([status, /NoSuchKey/.test(body)], [404, true]);
  });

  it("lets nobody record to a bucket that is missing or someone else's", async () => {
    const create = (bucketName: string, region: string) =>
      send(`${simulator.url}/CreateRecordingConfiguration`, {
        headers: signed(region),
        body: JSON.stringify({ destinationConfiguration: { s3: { bucketName } } }),
      });
    for (const bucket of ["missing-made-up", "private-made-up"]) {
      assert.equal((await create(bucket, "us-east-1")).status, 200);
      const { status, body } = await create(bucket, "eu-west-1");
      assert.deepEqual([status, body.includes(bucket)], [400, true]);
    }
  });
});
