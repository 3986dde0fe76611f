/** The AWS half: the only importer of the SDK, in a bundle of its own that is loaded on first use. */
export { accountOf } from "./account";
export { connect } from "./connect";
export { forgetAllCredentials } from "./credentials";
export { type Profile, profiles } from "./profiles";
export { type SignInOutcome, type SignInWay, signIn, signInWay, type UserCode } from "./signIn";
