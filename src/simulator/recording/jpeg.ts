import { BitWriter } from "./bits";

/** A JPEG picture all of one grey, from 0 to 255: baseline, one component. See ITU-T T.81, annex B. */
export function greyJpeg(width: number, height: number, grey: number): Buffer {
  // Quantised by 1, the mean of an 8×8 block stands for eight times its distance from the middle.
  const mean = Math.round(8 * (grey - 128));
  const size = 32 - Math.clz32(Math.abs(mean));
  const bits = new BitWriter();
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  for (let block = 0; block < blocks; block++) {
    if (block === 0) {
      bits.put(0b10, 2); // a difference of that size
      bits.put(mean < 0 ? mean + (1 << size) - 1 : mean, size);
    } else {
      bits.put(0, 1); // no difference from the block before
    }
    bits.put(0, 1); // nothing but the mean
  }
  // A byte of ones is followed by zeros, or it would be read as a marker.
  const data = Buffer.from(
    [...bits.end(1)].flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])),
  );
  const codes = (...counts: number[]) => [...counts, ...Array<number>(16 - counts.length).fill(0)];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...Array<number>(64).fill(1)]),
    segment(0xc0, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...codes(1, 1), 0, size]),
    segment(0xc4, [0x10, ...codes(1), 0]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    data,
    Buffer.from([0xff, 0xd9]),
  ]);
}

function segment(marker: number, content: number[]): Buffer {
  const length = content.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 0xff, ...content]);
}
