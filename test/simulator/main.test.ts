import assert from "node:assert/strict";
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { send, signed } from "./http";

const program = join(__dirname, "../../dist/simulator.js");

describe("the program", () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  /** Starts it and gives its URL, from the one line that it prints. */
  async function start(args: string[], run: () => ChildProcess): Promise<[ChildProcess, string]> {
    const child = run();
    children.push(child);
    const [line] = await once(child.stdout ?? child, "data");
    const [, url] =
      /^IVS simulator listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(`${line}`) ?? [];
    assert.ok(url, `${line} with ${args}`);
    return [child, url];
  }
  const spawned = (args: string[]) =>
    start(args, () => spawn(process.execPath, [program, ...args]));

  /** Runs it to its end. */
  async function run(args: string[]) {
    const child = spawn(process.execPath, [program, ...args]);
    const text = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].on("data", (data) => {
        text[name] += data;
      });
    }
    const [code] = await once(child, "close");
    return { code, ...text };
  }

  async function names(url: string): Promise<string[]> {
    const answer = await fetch(`${url}/ListChannels`, { method: "POST", headers: signed() });
    const { channels } = (await answer.json()) as { channels: { name: string }[] };
    return channels.map(({ name }) => name);
  }

  it("prints one line when it listens, and starts with the demo", async () => {
    const [, url] = await spawned(["--port", "0"]);
    assert.ok((await names(url)).includes("harbour-stadium-main"));
  });

  it("starts with nothing when asked, and knows the buckets it is told of", async () => {
    const args = [
      "--port",
      "0",
      "--seed",
      "empty",
      "--bucket",
      "a.b=us-east-1",
      "--bucket",
      "far=eu-west-1",
    ];
    const [, url] = await spawned([...args, "--creating-seconds", "0"]);
    assert.deepEqual(await names(url), []);
    const create = async (bucketName: string) => {
      const answer = await fetch(`${url}/CreateRecordingConfiguration`, {
        method: "POST",
        headers: signed(),
        body: JSON.stringify({ destinationConfiguration: { s3: { bucketName } } }),
      });
      const { recordingConfiguration } = (await answer.json()) as {
        recordingConfiguration: { state: string };
      };
      return recordingConfiguration.state;
    };
    assert.deepEqual(await Promise.all(["a.b", "far"].map(create)), ["ACTIVE", "CREATE_FAILED"]);
  });

  it("knows of buckets, the role and quotas what a file says", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "ivs-buckets-")), "buckets.json");
    writeFileSync(
      file,
      JSON.stringify({
        buckets: { sealed: { encryption: "aws:kms" } },
        role: false,
        quotas: { "L-90ABAB37": 0 },
      }),
    );
    const [, url] = await spawned(["--port", "0", "--limits", "--buckets", file]);
    const encryption = await send(`${url}/sealed?encryption`, {
      method: "GET",
      headers: signed("us-east-1", "s3"),
    });
    assert.match(encryption.body, /<SSEAlgorithm>aws:kms</);
    const role = await send(`${url}/`, {
      headers: signed("us-east-1", "iam"),
      body: "Action=GetRole&RoleName=AWSServiceRoleForIVSRecordToS3",
    });
    assert.match(role.body, /NoSuchEntity/);
    const created = await send(`${url}/CreateRecordingConfiguration`, {
      headers: signed(),
      body: JSON.stringify({ destinationConfiguration: { s3: { bucketName: "a-bucket" } } }),
    });
    assert.equal(created.status, 402);
    rmSync(dirname(file), { recursive: true });
  });

  it("says what it can do", async () => {
    const { code, stdout, stderr } = await run(["--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    for (const option of [
      ...["--port", "--seed", "--limits", "--creating-seconds", "--stream-seconds"],
      ...[
        "--lag-seconds",
        "--bucket",
        "--buckets",
        "--recordings",
        "--data",
        "--credentials",
        "--fault-seed",
      ],
      ...["--quiet", "--help"],
    ]) {
      assert.ok(stdout.includes(`${option} `), option);
    }
  });

  it("tells a bad option in one line", async () => {
    for (const [args, text] of [
      [["--port", "http"], /--port must be a number.*"http"/],
      [["--port", "70000"], /--port/],
      [["--seed", "other"], /--seed must be demo or empty/],
      [["--creating-seconds", "-1"], /--creating-seconds/],
      [["--creating-seconds=soon"], /--creating-seconds.*"soon"/],
      [["--bucket", "name"], /--bucket must be NAME=REGION/],
      [["--stream-seconds", "x"], /--stream-seconds/],
      [["--lag-seconds", "x"], /--lag-seconds/],
      [["--fault-seed", "x"], /--fault-seed/],
      [["--credentials", "none.json"], /--credentials none\.json: .*no such file/],
      [["--credentials", __filename], /--credentials .*JSON/],
      [["--recordings", __filename], /--recordings/],
      [["--buckets", "none.json"], /--buckets none\.json: .*no such file/],
      [["--buckets", __filename], /--buckets .*JSON/],
      [["--nonsense"], /--nonsense/],
      [["extra"], /extra/],
    ] as const) {
      const { code, stdout, stderr } = await run([...args]);
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, text);
      assert.match(stderr, /^IVS simulator: .*\n$/);
    }
  });

  it("tells a busy port in one line", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const { code, stdout, stderr } = await run(["--port", `${port}`]);
    other.close();
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^IVS simulator: .*port.*in use.*\n$/);
  });

  it("ends when it is told to, though a client is connected", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const [child, url] = await spawned(["--port", "0"]);
      await names(url);
      child.kill(signal);
      const [code, by] = await once(child, "exit");
      // Windows has no signals: there a child is ended outright.
      if (process.platform !== "win32") assert.deepEqual([code, by], [0, null], signal);
    }
  });

  it("keeps what it answered in a file, though it is killed while it writes", async () => {
    const directory = mkdtempSync(join(tmpdir(), "ivs-simulator-"));
    const data = join(directory, "state.json");
    let answered = 0;
    for (let turn = 0; turn < 4; turn++) {
      const [child, url] = await spawned(["--port", "0", "--seed", "empty", "--data", data]);
      assert.ok((await names(url)).length >= Math.min(answered, 100), "what was answered is gone");
      const create = async () => {
        const made = await fetch(`${url}/CreateChannel`, { method: "POST", headers: signed() });
        if (made.ok) answered++;
      };
      // Many at once, of which the kill meets some at work.
      const calls = Promise.allSettled(Array.from({ length: 60 }, create));
      await create();
      child.kill("SIGKILL");
      await calls;
      await once(child, "close");
    }
    assert.ok(answered > 4);
    const [, url] = await spawned(["--port", "0", "--data", data]);
    assert.ok((await names(url)).length >= Math.min(answered, 100));
    rmSync(directory, { recursive: true });
  });

  it("tells a state file that it cannot read in one line", async () => {
    const { code, stdout, stderr } = await run(["--port", "0", "--data", __dirname]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^IVS simulator: cannot read .*\n$/);
  });

  it("prints a line for each call, unless it is to be quiet", async () => {
    for (const [args, expected] of [
      [[], /^POST ListChannels 200 [\d.]+ ms [0-9a-f-]{36}\n$/],
      [["--quiet"], /^$/],
    ] as const) {
      const [child, url] = await spawned(["--port", "0", ...args]);
      let stderr = "";
      child.stderr?.on("data", (data) => {
        stderr += data;
      });
      await names(url);
      child.kill();
      await once(child, "close");
      assert.match(stderr, expected);
    }
  });

  it("takes only calls that are signed with a key it is given", async () => {
    const directory = mkdtempSync(join(tmpdir(), "ivs-simulator-"));
    const file = join(directory, "credentials.json");
    const keys = [{ accessKeyId: "AKID", secretAccessKey: "x", allow: ["ivs:List*"] }];
    writeFileSync(file, JSON.stringify({ keys }));
    const [, url] = await spawned(["--port", "0", "--credentials", file]);
    const answer = await fetch(`${url}/ListChannels`, { method: "POST", headers: signed() });
    assert.equal(answer.headers.get("x-amzn-errortype"), "IncompleteSignatureException");
    for (const broken of [
      { keys: [] },
      { keys: [{ accessKeyId: "x" }] },
      { keys: [{ ...keys[0], expires: "soon" }] },
    ]) {
      writeFileSync(file, JSON.stringify(broken));
      const { code, stderr } = await run(["--credentials", file]);
      assert.equal(code, 2);
      assert.match(stderr, /^IVS simulator: --credentials .*\n$/);
    }
    rmSync(directory, { recursive: true });
  });

  it("ends when its parent goes away", async () => {
    const [child] = await start([], () => fork(program, ["--port", "0"], { silent: true }));
    child.disconnect();
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
  });
});
