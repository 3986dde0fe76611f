import assert from "node:assert/strict";
import { codecOf, keyPicture, samePicture } from "../../../src/simulator/recording/h264";
import { greyJpeg } from "../../../src/simulator/recording/jpeg";
import { transportStream } from "../../../src/simulator/recording/transportStream";

/** The types of the units of an H.264 byte stream. */
const units = (data: Buffer) => {
  const types: number[] = [];
  for (let at = data.indexOf("\0\0\0\x01"); at >= 0; at = data.indexOf("\0\0\0\x01", at + 4)) {
    types.push((data[at + 4] ?? 0) & 31);
  }
  return types;
};

describe("generated media", () => {
  it("has a key picture with all that a decoder needs, and pictures like it", () => {
    assert.deepEqual(units(keyPicture(1920, 1080)), [9, 7, 8, 5]);
    assert.deepEqual(units(samePicture(1920, 1080, 1)), [9, 1]);
    assert.deepEqual([1080, 720, 160].map(codecOf), ["avc1.4D4028", "avc1.4D401F", "avc1.4D401F"]);
    // What playlists call the codec is what the stream says of itself.
    const key = keyPicture(1920, 1080);
    const sequence = key.indexOf(Buffer.from([0, 0, 0, 1, 0x67])) + 5;
    const profile = key
      .subarray(sequence, sequence + 3)
      .toString("hex")
      .toUpperCase();
    assert.equal(`avc1.${profile}`, codecOf(1080));
    // A byte for each macroblock of 16 × 16, and some for the headers.
    assert.ok(keyPicture(1920, 1080).length < 120 * 68 + 60);
    assert.ok(samePicture(1920, 1080, 9).length < 30);
  });

  it("has packets in step, whose tables carry their checksum and whose pictures are whole", () => {
    const key = keyPicture(284, 160);
    const pictures = Array.from({ length: 20 }, (_, at) => ({
      at: 95_443 + at,
      isKey: at === 0,
      data: at === 0 ? key : samePicture(284, 160, at),
    }));
    const stream = transportStream(pictures);
    assert.equal(stream.length % 188, 0);
    const counters = new Map<number, number>();
    const video: Buffer[] = [];
    for (let at = 0; at < stream.length; at += 188) {
      const packet = stream.subarray(at, at + 188);
      assert.equal(packet[0], 0x47);
      const pid = packet.readUInt16BE(1) & 0x1fff;
      // Fills up what is short.
      if (pid === 0x1fff) continue;
      const counter = (packet[3] ?? 0) & 15;
      assert.equal(counter, ((counters.get(pid) ?? -1) + 1) % 16, `a packet of ${pid} is missing`);
      counters.set(pid, counter);
      const skipped = (packet[3] ?? 0) & 0x20 ? 5 + (packet[4] ?? 0) : 4;
      if (pid === 0x100) video.push(packet.subarray(skipped));
      else {
        const length = packet.readUInt16BE(6) & 0xfff;
        // The checksum of a section with its own checksum is 0.
        assert.equal(crc(packet.subarray(5, 8 + length)), 0);
      }
    }
    assert.deepEqual([...counters.keys()], [0, 0x1000, 0x100]);
    const all = Buffer.concat(video);
    assert.deepEqual(units(all).filter((type) => type === 5 || type === 1).length, 20);
    assert.ok(all.includes(key));
  });

  it("has pictures of one grey, of the size asked for", () => {
    for (const grey of [0, 64, 128, 255]) {
      const jpeg = greyJpeg(852, 480, grey);
      const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
      assert.deepEqual([jpeg.readUInt16BE(frame + 5), jpeg.readUInt16BE(frame + 7)], [480, 852]);
      assert.deepEqual(
        [jpeg.readUInt16BE(0), jpeg.readUInt16BE(jpeg.length - 2)],
        [0xffd8, 0xffd9],
      );
    }
    assert.notDeepEqual(greyJpeg(16, 16, 64), greyJpeg(16, 16, 65));
  });
});

function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const top = (sum >>> 31) ^ ((byte >> bit) & 1);
      sum = (sum << 1) ^ (top ? 0x04c11db7 : 0);
    }
  }
  return sum >>> 0;
}
