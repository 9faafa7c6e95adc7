// The output of the build. It does not exist before the first build.
declare module '#build'
