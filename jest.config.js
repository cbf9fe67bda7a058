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
	projects: [
		project('unit', ['<rootDir>/test/{unit,conformance,attacks,sandbox,model}/**/*.test.ts']),
		project('scan', ['<rootDir>/test/scan/**/*.test.ts']),
		project('n8n', ['<rootDir>/test/{n8n,faults,queue,browser}/**/*.test.ts']),
	],
};
