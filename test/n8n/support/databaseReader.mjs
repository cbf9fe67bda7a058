/**
 * Reads n8n's SQLite database for a test process that runs on Node 20, which has no `node:sqlite`.
 * Started with the database file and n8n's `node_modules`; takes one JSON request a line,
 * `{ id, sql, parameters, flatted? }`, and answers `{ id, rows }` or `{ id, error }`. `flatted` is
 * a column in the format n8n stores executions in; it comes back as the value it stands for. Ends
 * with its input, that is with the process that started it.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

const [file, nodeModules] = process.argv.slice(2);
const { parse } = createRequire(join(nodeModules, 'n8n', 'package.json'))('flatted');
const database = new DatabaseSync(file, { readOnly: true });
// n8n writes in WAL mode, where readers wait for nobody but a checkpoint that resets the log.
database.exec('PRAGMA busy_timeout = 5000');

for await (const line of createInterface({ input: process.stdin })) {
	const request = JSON.parse(line);
	process.stdout.write(`${JSON.stringify({ id: request.id, ...answer(request) })}\n`);
}

function answer({ sql, parameters, flatted }) {
	try {
		const rows = database.prepare(sql).all(...parameters);
		return { rows: flatted ? rows.map((row) => decoded(row, flatted)) : rows };
	} catch (error) {
		return { error: error instanceof Error ? error.message : String(error) };
	}
}

function decoded(row, column) {
	return { ...row, [column]: row[column] ? withoutCycles(parse(row[column]), []) : null };
}

/** n8n's format holds cycles (an error that names its node and back), JSON does not. */
function withoutCycles(value, above) {
	if (typeof value !== 'object' || value === null) return value;
	if (above.includes(value)) return '[cycle]';
	const path = [...above, value];
	if (Array.isArray(value)) return value.map((entry) => withoutCycles(entry, path));
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => [name, withoutCycles(entry, path)]),
	);
}
