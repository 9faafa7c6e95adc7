/** An error that only the operator can correct. Its message is one clear sentence, printed without a stack. */
export class SetupError extends Error {}
