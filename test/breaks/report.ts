/** What the tests said to one build. */
export interface Finding {
	what: string;
	/** Which tests were run. */
	tests: string;
	results: Array<{ file: string; test: string; failed: boolean }>;
}

/** Two tables in Markdown: what each build made fail, and, by file, which tests nothing made fail. */
export function report(findings: readonly Finding[]): string {
	const builds = findings.map(({ what, tests, results }) => {
		const failed = results.filter((result) => result.failed);
		return `| ${what} | \`${tests.replaceAll('|', '\\|')}\` | ${failed.length} of ${results.length} |`;
	});
	const files = new Map<string, Map<string, boolean>>();
	for (const { file, test, failed } of findings.flatMap(({ results }) => results)) {
		const tests = files.get(file) ?? new Map<string, boolean>();
		files.set(file, tests.set(test, failed || tests.get(test) === true));
	}
	const seen = [...files].map(([file, tests]) => {
		const never = [...tests].filter(([, failed]) => !failed).map(([test]) => test);
		return { file, never, count: tests.size };
	});
	return [
		'| a build in which … | tests | fail |',
		'|---|---|---:|',
		...builds,
		'',
		'| file | tests | seen to fail |',
		'|---|---:|---:|',
		...seen.map(({ file, never, count }) => `| \`${file}\` | ${count} | ${count - never.length} |`),
		'',
		...seen.flatMap(({ file, never }) =>
			never.length === 0
				? []
				: [`Not seen to fail in \`${file}\`:`, '', ...never.map((test) => `- ${test}`), ''],
		),
	].join('\n');
}
