/** A small town as an EPANET file on a sheet of paper: ten units are 500 m. */
export const TOWN_INP = `[TITLE]
A small town

[JUNCTIONS]
;ID  Elev  Demand  Pattern
A  10  2  day
B  12  4  day
C  15  3  day

[RESERVOIRS]
R  5

[TANKS]
T  40  2  0.5  5  12  0

[PIPES]
P1  A  B  500  200  120  0  Open
P2  B  C  500  150  120  0  Open
P3  C  A  707  150  120  0  Open
P4  C  T  500  200  120  0  Open

[PUMPS]
PU  R  A  HEAD lift

[CURVES]
lift  12  50

[PATTERNS]
day  0.6  0.5  0.5  0.7  1.2  1.5  1.3  1.1
day  1.0  1.2  1.4  1.0

[CONTROLS]
LINK PU OPEN IF NODE T BELOW 1.5
LINK PU CLOSED IF NODE T ABOVE 4.5

[TIMES]
Duration  24:00
Hydraulic Timestep  1:00
Pattern Timestep  2:00

[OPTIONS]
Units  LPS
Headloss  H-W
Quality  Chlorine mg/L

[COORDINATES]
A  0  0
B  10  0
C  10  10
R  -5  0
T  20  10

[END]
`;

/** Four buses in a row with a lateral, as MATPOWER has them. */
export const TOWN_CASE = `function mpc = town
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [
	1	3	0	0	0	0	1	1	0	11	1	1.1	0.9;
	2	1	1	0.3	0	0	1	1	0	11	1	1.1	0.9;
	3	1	2	0.5	0	0	1	1	0	11	1	1.1	0.9;
	4	1	1	0.2	0	0	1	1	0	11	1	1.1	0.9;
];
mpc.gen = [
	1	4	1	10	-10	1.02	10	1	10	0;
];
mpc.branch = [
	1	2	0.02	0.03	0	6	0	0	0	0	1	-360	360;
	2	3	0.03	0.04	0	4	0	0	0	0	1	-360	360;
	2	4	0.02	0.03	0	0	0	0	0	0	1	-360	360;
];
`;
