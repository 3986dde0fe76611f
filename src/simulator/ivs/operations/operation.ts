import type { Region } from "../../world";

/** An input that validation has passed: what the model requires is there, at every depth. */
export type Checked<T> = T extends readonly (infer Item)[]
  ? Checked<Item>[]
  : T extends object
    ? {
        [K in keyof T]: Partial<Pick<T, K>> extends Pick<T, K>
          ? Checked<T[K]>
          : Checked<NonNullable<T[K]>>;
      }
    : T;

/**
 * One operation of the API in the SDK's own shapes: takes the region of the request and its checked
 * input, changes the region, and gives the output, or throws a IvsError.
 */
export type Operation<Input, Output extends object | undefined> = (
  region: Region,
  input: Checked<Input>,
) => Output;
