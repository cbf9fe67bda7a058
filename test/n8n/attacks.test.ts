import { attackTests } from './attacks.suite';

attackTests('2.41', () => true);
