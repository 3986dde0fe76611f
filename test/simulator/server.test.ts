import assert from "node:assert/strict";
import { connect } from "node:net";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { send, signed } from "./http";

describe("the server", () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  const post = (path: string, body?: string, headers: Record<string, string> = signed()) =>
    send(`${simulator.url}${path}`, { body, headers });

  it("writes an error's name in a header and its text in both members", async () => {
    const { status, headers, body } = await post("/GetChannel", "{}");
    assert.equal(status, 400);
    assert.equal(headers["x-amzn-errortype"], "ValidationException");
    assert.equal(headers["content-type"], "application/json");
    assert.match(headers["x-amzn-requestid"] as string, /^[0-9a-f-]{36}$/);
    const { message, exceptionMessage, ...rest } = JSON.parse(body);
    assert.match(message, /Value at 'arn'/);
    assert.equal(exceptionMessage, message);
    assert.deepEqual(rest, { __type: "ValidationException" });
  });

  it("takes an empty body for an empty input, and two slashes for one", async () => {
    assert.deepEqual(await post("/ListChannels").then(({ body }) => JSON.parse(body)), {
      channels: [],
    });
    assert.equal((await post("//ListChannels", "{}")).status, 200);
  });

  it("refuses a call that is not signed, or not as for IVS", async () => {
    for (const [headers, name] of [
      [{}, "MissingAuthenticationTokenException"],
      [{ authorization: "Bearer x" }, "IncompleteSignatureException"],
      [signed("../etc"), "IncompleteSignatureException"],
      [signed("us-east-1", "ivschat"), "InvalidSignatureException"],
    ] as const) {
      const answer = await post("/ListChannels", "{}", headers);
      assert.equal(answer.status, 403);
      assert.equal(answer.headers["x-amzn-errortype"], name);
    }
  });

  it("refuses loudly what it does not have", async () => {
    for (const [method, path, named] of [
      ["POST", "/CreateStage", "CreateStage"],
      ["POST", "/listchannels", "listchannels"],
      ["GET", "/ListChannels", "GET /ListChannels"],
      ["PUT", "/tags/x", "PUT /tags/x"],
      ["POST", "/", ""],
      ["POST", "/__proto__", "__proto__"],
    ] as const) {
      const answer = await send(`${simulator.url}${path}`, { method, headers: signed() });
      assert.equal(answer.status, 404, path);
      assert.equal(answer.headers["x-amzn-errortype"], "UnknownOperationException");
      assert.match(JSON.parse(answer.body).message, new RegExp(`operation ${named}$`));
    }
  });

  it("answers a body that is no JSON object with a clean 400", async () => {
    for (const body of ["{", "[]", '"x"', "null", "1", "\u0000", "[".repeat(100_000), '{"a":1,}']) {
      const answer = await post("/ListChannels", body);
      assert.equal(answer.status, 400, body.slice(0, 10));
      assert.equal(answer.headers["x-amzn-errortype"], "SerializationException");
    }
  });

  it("answers a value of another type with the name of the member", async () => {
    for (const [body, member] of [
      ['{"arn":1}', "arn"],
      ['{"arn":["x"]}', "arn"],
      ['{"arn":null}', "arn"],
    ] as const) {
      const answer = await post("/GetChannel", body);
      assert.equal(answer.status, 400);
      assert.match(answer.body, new RegExp(`Value at '${member}'`));
    }
  });

  it("refuses a body over 1 MB, and goes on", async () => {
    const answer = await post("/ListChannels", `{"x":"${"y".repeat(3_000_000)}"}`);
    assert.equal(answer.status, 413);
    assert.equal(answer.headers["x-amzn-errortype"], "RequestEntityTooLargeException");
    assert.equal((await post("/ListChannels")).status, 200);
  });

  it("finds the ARN of a tag operation encoded or plain", async () => {
    const { channel } = JSON.parse((await post("/CreateChannel", '{"tags":{"a":"b"}}')).body);
    for (const label of [encodeURIComponent(channel.arn), channel.arn]) {
      const url = `${simulator.url}/tags/${label}`;
      const answer = await send(url, { method: "GET", headers: signed() });
      assert.deepEqual(JSON.parse(answer.body), { tags: { a: "b" } });
    }
    const broken = await send(`${simulator.url}/tags/%E0%A4%A`, {
      method: "GET",
      headers: signed(),
    });
    assert.equal(broken.status, 400);
    assert.match(broken.body, /Value at 'resourceArn'/);
    const keys = await send(`${simulator.url}/tags/${channel.arn}`, {
      method: "DELETE",
      headers: signed(),
    });
    assert.match(keys.body, /Value at 'tagKeys'/);
  });

  it("keeps a tag named __proto__ as a tag", async () => {
    const { body } = await post("/CreateChannel", '{"tags":{"__proto__":"x","a":"b"}}');
    assert.match(body, /"tags":\{"__proto__":"x","a":"b"\}/);
    const { channel } = JSON.parse(body);
    await post(`/tags/${channel.arn}`, '{"tags":{"constructor":"y"}}');
    const tags = await send(`${simulator.url}/tags/${channel.arn}`, {
      method: "GET",
      headers: signed(),
    });
    assert.equal(tags.body, '{"tags":{"__proto__":"x","a":"b","constructor":"y"}}');
  });

  it("serves one connection many times", async () => {
    const { port } = new URL(simulator.url);
    const call = `POST /ListChannels HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${signed().authorization}\r\nContent-Length: 2\r\n\r\n{}`;
    const socket = connect(Number(port), "127.0.0.1");
    let answers = 0;
    await new Promise<void>((resolve, reject) => {
      socket.on("error", reject).on("close", () => reject(new Error("the connection was closed")));
      socket.on("data", (data) => {
        assert.match(data.toString(), /^HTTP\/1\.1 200 OK/);
        if (++answers === 3) resolve();
        else socket.write(call);
      });
      socket.write(call);
    });
    socket.removeAllListeners("close").destroy();
  });

  it("outlives a client that goes away while it is sending", async () => {
    const { port } = new URL(simulator.url);
    const socket = connect(Number(port), "127.0.0.1");
    await new Promise<void>((resolve) => {
      socket.write("POST /ListChannels HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{", () =>
        resolve(),
      );
    });
    socket.destroy();
    assert.equal((await post("/ListChannels")).status, 200);
  });

  it("prints a line for each call, with no secret in it", async () => {
    const lines: string[] = [];
    const printing = await startSimulator({ print: (line) => lines.push(line) });
    const { body, headers } = await send(`${printing.url}/CreateChannel`, { headers: signed() });
    const { streamKey } = JSON.parse(body);
    await send(`${printing.url}/GetChannel`, { headers: signed() });
    await send(`${printing.url}/${streamKey.value}?X-Amz-Signature=0`, { headers: signed() });
    await send(`${printing.url}/a-bucket`, { method: "HEAD" });
    printing.faults.waiting.push({ times: 1, drop: "before" });
    await assert.rejects(send(`${printing.url}/ListChannels`, { headers: signed() }));
    await printing.close();
    const id = "[0-9a-f-]{36}";
    for (const [index, line] of [
      "POST CreateChannel 200",
      "POST GetChannel 400",
      "POST /sk_\\*\\*\\* 404",
      "HEAD HeadBucket 200",
      "POST ListChannels cut",
    ].entries()) {
      assert.match(lines[index] ?? "", new RegExp(`^${line} \\d+\\.\\d ms ${id}$`));
    }
    assert.equal(lines.length, 5);
    assert.ok(lines[0]?.endsWith(` ${headers["x-amzn-requestid"]}`));
  });

  it("does not listen where others could reach it", () => {
    assert.match(simulator.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
