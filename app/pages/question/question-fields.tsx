/** The answers to the fields of the category: "Product: Hub 2". */
export function QuestionFields({ fields }: { fields: Array<{ key: string; label: string; value: string }> }) {
  if (fields.length === 0) return null
  return (
    <dl className="mt-4 flex flex-wrap gap-2 text-sm">
      {fields.map((field) => (
        <div key={field.key} className="flex max-w-full flex-wrap gap-x-1.5 rounded-md bg-sunken px-2 py-1">
          <dt className="text-soft">{field.label}</dt>
          <dd dir="auto" className="font-medium wrap-anywhere">
            {field.value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
