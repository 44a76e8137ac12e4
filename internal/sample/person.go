package sample

import "strings"

// A person is an individual as the registry would spell them.
type person struct {
	prefix, first, middle, last, suffix, credential string
	sex                                             string
	former                                          string // other last name, or empty
}

// person draws an individual; women is the share of women.
func (g *generator) person(women float64) person {
	d := g.dice
	p := person{sex: "M"}
	switch {
	case d.chance(0.008):
		p.sex = "X"
	case d.chance(women):
		p.sex = "F"
	}
	p.first, p.last = g.names.given(d, p.sex), g.names.last(d)
	switch x := d.Float64(); {
	case x < 0.48:
		p.middle = string(rune('A' + d.IntN(26)))
	case x < 0.52:
		p.middle = string(rune('A'+d.IntN(26))) + "."
	case x < 0.78:
		p.middle = g.names.given(d, p.sex)
	}
	p.prefix = d.draw(&g.prefixes)
	switch x := d.Float64(); {
	case x < 0.035:
		p.suffix = d.pick([]string{"JR.", "JR", "III", "II", "SR.", "IV"})
	case x < 0.037:
		p.first += " JR"
	}
	if p.sex == "F" && d.chance(0.13) || d.chance(0.01) {
		p.former = g.names.last(d)
	}
	return p
}

// The ways in which physicians write their degrees, with their weights.
const physicianCredentials = `M.D.=370|MD=280|=150|D.O.=40|DO=30|M. D.=8|M.D=8|MD, PHD=15|M.D., PH.D.=15|MD PHD=6|MD, FAAOS=12|
M.D., F.A.A.O.S.=6|MD, FAANS=8|M.D.,FACS=8|DO, FAOAO=3|MD, MPH=5|M.D., M.S.=5|MD,MBA=3|MBBS=6|M.B., B.CH.=2|MD/PHD=2|m.d.=2|Md=2`

const otherCredentials = `=330|MD=70|M.D.=80|RN=40|PT=30|DPT=30|DDS=25|D.D.S.=15|D.C.=20|LCSW=35|L.C.S.W.=8|PHD=20|PH.D.=12|PA-C=30|PA=8|
NP=20|FNP=20|APRN=20|FNP-C=12|CRNP=8|PHARMD=20|PHARM.D.=6|OD=10|O.D.=10|LMFT=12|LPC=18|BCBA=10|RBT=25|OTR/L=12|CCC-SLP=15|
RN,C,MSN,CRNP=1|D.C., LAC=1|LMT=8|RD=5|DPM=6|DO=14|D.O.=6|LMHC=10|MSW=8|CRNA=8`

// parseWeighted reads "item=weight|item=weight".
func parseWeighted(text string) (w weighted) {
	for s := range strings.SplitSeq(strings.ReplaceAll(text, "\n", ""), "|") {
		item, weight, _ := strings.Cut(s, "=")
		n := 0
		for _, c := range weight {
			n = n*10 + int(c-'0')
		}
		w.add(item, float64(n))
	}
	return w
}
