import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { arn, bench } from "./support";

const exec = promisify(execFile);

describe("the AWS CLI, where there is one", () => {
  const directory = mkdtempSync(join(tmpdir(), "ivs-cli-"));
  // Older versions presign the old way, unless they are told.
  const config = join(directory, "config");
  writeFileSync(config, "[default]\ns3 =\n  signature_version = s3v4\n");
  // Verified signatures: the CLI's signer is another than the SDK's.
  const keys = [{ accessKeyId: "simulator", secretAccessKey: "simulator" }];
  let now = Date.now();
  const one = bench({
    creatingMs: 1000,
    keys,
    clock: () => now,
    recordings: directory,
  });
  beforeEach(() => {
    now = Date.now();
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  before(async function () {
    try {
      await exec("aws", ["--version"], { timeout: 15_000 });
    } catch {
      this.skip();
    }
  });

  /** What `aws ivs …` prints, as JSON. */
  const aws = (...args: string[]) => cli("ivs", ...args);

  /** What `aws …` prints, as JSON. Nothing of the machine's own AWS settings is used. */
  async function cli(...args: string[]) {
    const { stdout } = await run(...args);
    return stdout ? JSON.parse(stdout) : undefined;
  }

  async function run(...args: string[]) {
    const { url } = one.simulator;
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
    return exec("aws", [...args, "--endpoint-url", url], {
      env: {
        ...Object.fromEntries(kept),
        AWS_ACCESS_KEY_ID: "simulator",
        AWS_SECRET_ACCESS_KEY: "simulator",
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_CONFIG_FILE: config,
        AWS_SHARED_CREDENTIALS_FILE: devNull,
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_PAGER: "",
        AWS_DEFAULT_OUTPUT: "json",
      },
    });
  }

  it("runs the nine operations", async function () {
    this.timeout(120_000);
    const { recordingConfiguration } = await aws(
      "create-recording-configuration",
      ...["--name", "archive", "--tags", "team=events"],
      ...["--destination-configuration", "s3={bucketName=a-bucket}"],
    );
    assert.equal(recordingConfiguration.state, "CREATING");
    const recordingArn = recordingConfiguration.arn;
    now += 1000;
    const got = await aws("get-recording-configuration", "--arn", recordingArn);
    assert.deepEqual(got.recordingConfiguration, { ...recordingConfiguration, state: "ACTIVE" });

    const create = ["create-channel", "--name", "main", "--type", "BASIC"];
    const { channel, streamKey } = await aws(
      ...create,
      "--recording-configuration-arn",
      recordingArn,
    );
    assert.equal(channel.recordingConfigurationArn, recordingArn);
    assert.equal(streamKey.channelArn, channel.arn);
    assert.deepEqual(await aws("get-channel", "--arn", channel.arn), { channel });
    const batch = await aws("batch-get-channel", "--arns", channel.arn, arn("channel"));
    assert.deepEqual(batch.channels, [channel]);
    assert.equal(batch.errors[0].arn, arn("channel"));

    // The CLI follows the pages by itself.
    await one.control("seed", { channels: 120 });
    assert.equal((await aws("list-channels")).channels.length, 121);
    const { recordingConfigurations } = await aws("list-recording-configurations");
    assert.deepEqual(
      recordingConfigurations.map(({ name, state }: Record<string, string>) => [name, state]),
      [["archive", "ACTIVE"]],
    );

    const remove = ["delete-recording-configuration", "--arn", recordingArn];
    await assert.rejects(aws(...remove), /\(ConflictException\).*attached to a channel/);
    one.simulator.reset();
    await assert.rejects(aws(...remove), /\(ResourceNotFoundException\)/);
  });

  it("detaches and deletes", async function () {
    this.timeout(60_000);
    const recording = await aws(
      ...["create-recording-configuration", "--destination-configuration"],
      "s3={bucketName=a-bucket}",
    );
    const recordingArn = recording.recordingConfiguration.arn;
    const attach = ["create-channel", "--recording-configuration-arn", recordingArn];
    const { channel } = await aws(...attach);
    const detach = ["update-channel", "--arn", channel.arn, "--recording-configuration-arn", ""];
    assert.equal((await aws(...detach)).channel.recordingConfigurationArn, "");
    assert.equal(await aws("delete-recording-configuration", "--arn", recordingArn), undefined);
    assert.deepEqual(await aws("list-recording-configurations"), { recordingConfigurations: [] });
  });

  it("follows a stream from its start to its recording", async function () {
    this.timeout(120_000);
    const destination = ["--destination-configuration", "s3={bucketName=a-bucket}"];
    const { recordingConfiguration } = await aws("create-recording-configuration", ...destination);
    now += 1000;
    const attach = ["--recording-configuration-arn", recordingConfiguration.arn];
    const { channel } = await aws("create-channel", "--type", "BASIC", ...attach);
    await one.control("streams/start", { channelArn: channel.arn });
    const on = ["--channel-arn", channel.arn];
    assert.equal((await aws("get-stream", ...on)).stream.state, "LIVE");
    assert.equal(await aws("put-metadata", ...on, "--metadata", "hello"), undefined);
    now += 12_000;
    await aws("stop-stream", ...on);
    const { streamSessions } = await aws("list-stream-sessions", ...on);
    assert.equal(streamSessions.length, 1);

    await cli("s3api", "head-bucket", "--bucket", "a-bucket");
    const { Contents } = await cli("s3api", "list-objects-v2", "--bucket", "a-bucket");
    const keys: string[] = Contents.map(({ Key }: { Key: string }) => Key);
    const event = keys.find((key) => key.endsWith("/events/recording-ended.json")) ?? "";
    const file = join(directory, "event.json");
    await cli("s3api", "get-object", "--bucket", "a-bucket", "--key", event, file);
    const { media } = JSON.parse(readFileSync(file, "utf8"));
    assert.equal(media.hls.duration_ms, 12_000);
    const missing = cli("s3api", "head-bucket", "--bucket", "missing-bucket");
    await assert.rejects(missing, /\(404\)/);
  });

  it("asks S3, IAM, Service Quotas and STS", async function () {
    this.timeout(120_000);
    const bucket = ["--bucket", "a-bucket"];
    const destination = ["--destination-configuration", "s3={bucketName=a-bucket}"];
    await aws("create-recording-configuration", ...destination);
    const file = join(directory, "file.txt");
    writeFileSync(file, "0123456789");
    await cli("s3api", "put-object", ...bucket, "--key", "a/b.txt", "--body", file);
    const part = ["--key", "a/b.txt", "--range", "bytes=2-4", join(directory, "part.txt")];
    await cli("s3api", "get-object", ...bucket, ...part);
    assert.equal(readFileSync(join(directory, "part.txt"), "utf8"), "234");
    const encryption = await cli("s3api", "get-bucket-encryption", ...bucket);
    assert.equal(encryption.ServerSideEncryptionConfiguration.Rules.length, 1);
    await assert.rejects(cli("s3api", "get-bucket-policy", ...bucket), /\(NoSuchBucketPolicy\)/);
    await assert.rejects(cli("s3api", "get-bucket-acl", ...bucket), /\(NotImplemented\)/);

    const role = ["--role-name", "AWSServiceRoleForIVSRecordToS3"];
    const { Role } = await cli("iam", "get-role", ...role);
    assert.equal(Role.AssumeRolePolicyDocument.Statement[0].Principal.Service, "ivs.amazonaws.com");
    const { PolicyNames } = await cli("iam", "list-role-policies", ...role);
    const policy = ["--policy-name", PolicyNames[0]];
    const { PolicyDocument } = await cli("iam", "get-role-policy", ...role, ...policy);
    assert.deepEqual(PolicyDocument.Statement[0].Resource, ["arn:aws:s3:::a-bucket/ivs/*"]);
    await assert.rejects(cli("iam", "get-role", "--role-name", "x"), /\(NoSuchEntity\)/);

    const quota = ["--service-code", "ivs", "--quota-code", "L-90ABAB37"];
    const { Quota } = await cli("service-quotas", "get-service-quota", ...quota);
    assert.equal(Quota.Value, 20);
    const { Account } = await cli("sts", "get-caller-identity");
    assert.equal(Account, "111122223333");
  });

  it("gets an object by a URL that it signs", async function () {
    this.timeout(60_000);
    const file = join(directory, "file.txt");
    writeFileSync(file, "hello");
    await cli("s3api", "put-object", "--bucket", "a-bucket", "--key", "x", "--body", file);
    const { stdout } = await run("s3", "presign", "s3://a-bucket/x", "--expires-in", "60");
    const answer = await fetch(stdout.trim());
    assert.deepEqual([answer.status, await answer.text()], [200, "hello"]);
    now += 120_000;
    assert.equal((await fetch(stdout.trim())).status, 403);
  });
});
