import { BitWriter } from "./bits";

/*
 * The smallest H.264 video that there is: a grey picture, and pictures that are the same as the one
 * before. See ITU-T H.264, 7.3 (syntax), 9.1 (Exp-Golomb codes) and B (byte stream).
 */

const ACCESS_UNIT_DELIMITER = nal(9, Buffer.from([0xf0]));

/** A grey picture that needs no other, with all that a decoder must know before it. */
export function keyPicture(width: number, height: number): Buffer {
  const bits = new BitWriter();
  sliceHeader(bits, { type: 7, frame: 0 });
  bits.put(0, 2); // dec_ref_pic_marking of a key picture
  sliceEnd(bits);
  // Each macroblock: Intra 16×16 predicted from what is around it, which at the edge is grey (00100),
  // chroma likewise (1), the same quantiser (1), no coefficients (1).
  for (let left = macroblocks(width) * macroblocks(height); left > 0; left--)
    bits.put(0b00100111, 8);
  const slice = nal(0x65, trailing(bits));
  return Buffer.concat([ACCESS_UNIT_DELIMITER, sequence(width, height), picture(), slice]);
}

/** A picture that is the same as the one before; `frame` counts those since the key picture. */
export function samePicture(width: number, height: number, frame: number): Buffer {
  const bits = new BitWriter();
  sliceHeader(bits, { type: 5, frame });
  bits.put(0, 3); // no reference override, no list modification, no adaptive marking
  sliceEnd(bits);
  unsigned(bits, macroblocks(width) * macroblocks(height)); // all macroblocks skipped
  return Buffer.concat([ACCESS_UNIT_DELIMITER, nal(0x41, trailing(bits))]);
}

/** The codec of such a video, as RFC 6381 writes it: Main profile, and a level for its size. */
export const codecOf = (height: number): string =>
  `avc1.4D40${levelOf(height).toString(16).toUpperCase()}`;

const macroblocks = (length: number) => Math.ceil(length / 16);
const levelOf = (height: number) => (height > 720 ? 40 : 31);

function sequence(width: number, height: number): Buffer {
  const bits = new BitWriter();
  bits.put(77, 8); // Main profile
  bits.put(0x40, 8);
  bits.put(levelOf(height), 8);
  unsigned(bits, 0); // id
  unsigned(bits, 0); // frame numbers of 4 bits
  unsigned(bits, 2); // pictures are shown in the order of decoding
  unsigned(bits, 1); // reference frames
  bits.put(0, 1);
  unsigned(bits, macroblocks(width) - 1);
  unsigned(bits, macroblocks(height) - 1);
  bits.put(0b11, 2); // frames only, 8×8 inference
  bits.put(1, 1); // cropped, in units of two samples
  unsigned(bits, 0);
  unsigned(bits, (macroblocks(width) * 16 - width) >> 1);
  unsigned(bits, 0);
  unsigned(bits, (macroblocks(height) * 16 - height) >> 1);
  bits.put(0, 1); // no usability information
  return nal(0x67, trailing(bits));
}

function picture(): Buffer {
  const bits = new BitWriter();
  unsigned(bits, 0); // id
  unsigned(bits, 0); // id of the sequence
  bits.put(0, 2); // variable-length codes, one field order
  unsigned(bits, 0); // slice groups, less one
  unsigned(bits, 0); // references, less one
  unsigned(bits, 0);
  bits.put(0, 3); // no weighted prediction
  for (let zeros = 0; zeros < 3; zeros++) unsigned(bits, 0); // quantisers
  bits.put(0b100, 3); // slices say how they are deblocked
  return nal(0x68, trailing(bits));
}

function sliceHeader(bits: BitWriter, { type, frame }: { type: 5 | 7; frame: number }): void {
  unsigned(bits, 0); // first macroblock
  unsigned(bits, type);
  unsigned(bits, 0); // id of the picture parameters
  bits.put(frame % 16, 4);
  if (type === 7) unsigned(bits, 0); // id of the key picture
}

function sliceEnd(bits: BitWriter): void {
  unsigned(bits, 0); // the quantiser's change
  unsigned(bits, 1); // not deblocked
}

/** An unsigned Exp-Golomb code. The signed code of 0 is the same. */
function unsigned(bits: BitWriter, value: number): void {
  const length = 32 - Math.clz32(value + 1);
  bits.put(0, length - 1);
  bits.put(value + 1, length);
}

function trailing(bits: BitWriter): Buffer {
  bits.put(1, 1);
  return bits.end(0);
}

/** A unit of the byte stream: a start code cannot occur in it. */
function nal(header: number, payload: Buffer): Buffer {
  const bytes = [0, 0, 0, 1, header];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(bytes);
}
