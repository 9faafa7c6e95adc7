export const bringsFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false

/** The files of a paste. Office programs put an image of the text on the clipboard beside the text: there are none then. */
export function pastedFiles(data: DataTransfer | null): File[] {
  return data && data.getData('text/plain') === '' ? [...data.files] : []
}
