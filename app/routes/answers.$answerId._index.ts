export { loader } from './posts.$postId._index.ts'
