import { boxCatchUp } from './boxCatchUp';
import { bursts, callback, vendors } from './host';
import { forged } from './forged';
import { ingest } from './ingest';
import { loads } from './loads';
import { polling } from './polling';
import { shopifyCatchUp } from './shopifyCatchUp';
import { signing } from './signing';
import { startup } from './startup';
import { markdown, verdict, type Table } from './table';

/** `npm run bench [part …]`: prints the tables of `bench/README.md`. */
const PARTS: Record<string, () => Promise<Table[]>> = {
	ingest,
	signing,
	polling,
	shopifyCatchUp,
	boxCatchUp,
	bursts,
	callback,
	vendors,
	forged,
	loads,
	startup,
};

async function main(chosen: readonly string[]): Promise<void> {
	const unknown = chosen.find((name) => !Object.hasOwn(PARTS, name));
	if (unknown !== undefined)
		throw new Error(`There is no part ${unknown}. There are ${Object.keys(PARTS).join(', ')}.`);
	const all: Table[] = [];
	for (const name of chosen.length > 0 ? chosen : Object.keys(PARTS))
		for (const table of await PARTS[name]()) {
			console.log(markdown(table));
			all.push(table);
		}
	const { goals, met } = verdict(all);
	console.log(`${met} of ${goals} figures meet their goal.`);
}

main(process.argv.slice(2)).then(
	() => process.exit(0),
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	},
);
