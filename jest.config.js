const transform = {
	'^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }],
};
const project = (displayName, testMatch, more) => ({
	displayName,
	testMatch,
	transform,
	testEnvironment: 'node',
	modulePathIgnorePatterns: ['<rootDir>/.local', '<rootDir>/dist'],
	...more,
});

/** One project per kind of test, so that each script runs its own. */
module.exports = {
	// A busy machine takes many times as long. A test that waits for something has its own limit.
	testTimeout: 120_000,
	collectCoverageFrom: ['{nodes,credentials}/**/*.ts'],
	coverageReporters: ['text-summary', 'html'],
	projects: [
		project('unit', ['<rootDir>/test/{unit,conformance,attacks,sandbox,model}/**/*.test.ts']),
		// What reads with zod, by zod 4: n8n's host may have either.
		project(
			'zod4',
			[
				'<rootDir>/test/unit/**/{event,parseEnvelope,envelopes,credential,pollerConfiguration,unorderedList,loading}.test.ts',
			],
			{
				moduleNameMapper: { '^zod$': 'zod4' },
			},
		),
		project('scan', ['<rootDir>/test/scan/**/*.test.ts']),
		project('n8n', ['<rootDir>/test/{n8n,faults,queue,browser}/**/*.test.ts']),
	],
};
