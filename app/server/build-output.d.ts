// What the build leaves behind; it is not there before the first one.
declare module '#build'
