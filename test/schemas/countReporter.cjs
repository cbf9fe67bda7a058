const { existsSync, readFileSync, rmSync } = require('node:fs');

/** Prints how many events, envelopes and results the tests validated against the published schemas. */
module.exports = class CountReporter {
	onRunStart() {
		rmSync(process.env.SIGNED_EVENTS_COUNTS, { force: true });
	}

	onRunComplete() {
		const file = process.env.SIGNED_EVENTS_COUNTS;
		if (!existsSync(file)) return;
		const totals = {};
		for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean))
			for (const [kind, count] of Object.entries(JSON.parse(line)))
				totals[kind] = (totals[kind] ?? 0) + count;
		rmSync(file);
		const listed = Object.entries(totals).map(([kind, count]) => `${kind} ${count}`);
		if (listed.length > 0) console.log(`Valid by docs/schemas: ${listed.join(', ')}`);
	}
};
