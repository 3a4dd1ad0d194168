// Takes statements as JSON [{ name, texts }] and answers with those of which no text is T-SQL, each with the reason.
import { importer } from '@dbml/core';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);

const why = sql => {
  try {
    importer.import(sql, 'mssql');
    return null;
  } catch (error) {
    // Some refusals say nothing of why, and some list the whole grammar.
    const reasons = (error.diags ?? []).map(d => `line ${d.location?.start?.line}: ${d.message}`).join('; ');
    return (reasons || String(error.message ?? 'no reason given')).slice(0, 200);
  }
};

const refused = [];
for (const { name, texts } of JSON.parse(Buffer.concat(chunks).toString('utf8'))) {
  const reasons = texts.map(why);
  if (!reasons.includes(null)) refused.push(`${name}: ${reasons[0]}`);
}
process.stdout.write(JSON.stringify(refused));
