/*
 * Packs one H.264 video into an MPEG transport stream: ISO/IEC 13818-1, 2.4.
 */

const PROGRAM_MAP_PID = 0x1000;
const VIDEO_PID = 0x100;
const PACKET_BYTES = 188;
/** FFmpeg does not believe in a stream that is shorter than some. */
const MIN_PACKETS = 20;

export interface Picture {
  /** When it is shown, in seconds. */
  at: number;
  isKey: boolean;
  data: Buffer;
}

/** The packets of some pictures, with the tables that a player needs to start with them. */
export function transportStream(pictures: readonly Picture[]): Buffer {
  const packets: Buffer[] = [];
  const counters = new Map<number, number>();

  const packet = (pid: number, isStart: boolean, adaptation: Buffer, payload: Buffer) => {
    const counter = counters.get(pid) ?? 0;
    counters.set(pid, (counter + 1) % 16);
    const control = adaptation.length > 0 ? 0x30 : 0x10;
    const header = [0x47, (isStart ? 0x40 : 0) | (pid >> 8), pid & 0xff, control | counter];
    packets.push(Buffer.from(header), adaptation, payload);
  };

  const table = (pid: number, id: number, extension: number, body: number[]) => {
    const length = body.length + 9;
    const head = [id, 0xb0 | (length >> 8), length & 0xff, 0, extension, 0xc1, 0, 0];
    const section = Buffer.from([...head, ...body]);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(section));
    const whole = Buffer.concat([Buffer.from([0]), section, checksum]);
    const fill = Buffer.alloc(PACKET_BYTES - 4 - whole.length, 0xff);
    packet(pid, true, Buffer.alloc(0), Buffer.concat([whole, fill]));
  };

  table(0, 0, 1, [0, 1, 0xe0 | (PROGRAM_MAP_PID >> 8), PROGRAM_MAP_PID & 0xff]);
  const videoPid = [0xe0 | (VIDEO_PID >> 8), VIDEO_PID & 0xff];
  table(PROGRAM_MAP_PID, 2, 1, [...videoPid, 0xf0, 0, 0x1b, ...videoPid, 0xf0, 0]);

  for (const { at, isKey, data } of pictures) {
    const time = Math.round(at * 90_000);
    // A second of lead, so that the clock never runs ahead of what is shown.
    const shown = timestamp(time + 90_000);
    const head = Buffer.from([0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5, ...shown]);
    let rest = Buffer.concat([head, data]);
    for (let isStart = true; rest.length > 0; isStart = false) {
      const fields = isStart ? [isKey ? 0x50 : 0x10, ...clock(time)] : [];
      const needed = fields.length > 0 ? fields.length + 1 : 0;
      const room = PACKET_BYTES - 4 - needed;
      const payload = rest.subarray(0, room);
      rest = rest.subarray(room);
      packet(VIDEO_PID, isStart, adaptation(fields, PACKET_BYTES - 4 - payload.length), payload);
    }
  }
  const stream = Buffer.concat(packets);
  const missing = Math.max(0, MIN_PACKETS - stream.length / PACKET_BYTES);
  const empty = Buffer.concat([Buffer.from([0x47, 0x1f, 0xff, 0x10]), Buffer.alloc(184, 0xff)]);
  return Buffer.concat([stream, ...Array<Buffer>(missing).fill(empty)]);
}

/** An adaptation field of so many bytes, its own length byte among them. */
function adaptation(fields: number[], bytes: number): Buffer {
  if (bytes === 0) return Buffer.alloc(0);
  const field = Buffer.alloc(bytes, 0xff);
  field[0] = bytes - 1;
  if (bytes > 1) field[1] = 0;
  Buffer.from(fields).copy(field, 1);
  return field;
}

/** The program clock: 33 bits of 90 kHz, 6 bits of filling, 9 bits of 27 MHz. */
function clock(time: number): number[] {
  const base = time % 2 ** 33;
  const low = base % 2;
  const high = (base - low) / 2;
  return [
    (high >>> 24) & 0xff,
    (high >>> 16) & 0xff,
    (high >>> 8) & 0xff,
    high & 0xff,
    (low << 7) | 0x7e,
    0,
  ];
}

/** When something is shown: 33 bits of 90 kHz, in three parts with marker bits. */
function timestamp(time: number): number[] {
  const top = Math.floor(time / 2 ** 30) & 7;
  const middle = Math.floor(time / 2 ** 15) & 0x7fff;
  const low = time & 0x7fff;
  return [
    0x21 | (top << 1),
    middle >> 7,
    ((middle & 0x7f) << 1) | 1,
    low >> 7,
    ((low & 0x7f) << 1) | 1,
  ];
}

/** The checksum of tables: no bit is mirrored, unlike in zlib's. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}
