/** Something only the operator can put right. Its message is one clear sentence, shown without a stack. */
export class SetupError extends Error {}
