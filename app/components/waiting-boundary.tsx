import { createContext, type ReactNode, Suspense, useContext } from 'react'

/** True where nothing may wait and every error shall surface at once. */
export const WithoutWaiting = createContext(false)

/** Holds what is inside until the sentences it needs have arrived in the browser. */
export function WaitingBoundary({ children }: { children: ReactNode }) {
  return useContext(WithoutWaiting) ? children : <Suspense>{children}</Suspense>
}
