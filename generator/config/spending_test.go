package config

import "testing"

const withSLO = "[[service]]\nid='web'\n[[slo]]\nid='s'\nservice='web'\ntotal='t'\nbad='b'\nobjective=0.999\n"

func TestNinesAndCandidates(t *testing.T) {
	site, reported := load(map[string]string{
		"config.toml":       small + "[statistics]\nmeans = true\n",
		"data/teams/a.toml": withSLO + "candidates=[0.997, 0.9995]\n[[slo.nine]]\ntarget=0.9999\ncost=120000\ncurrency='EUR'\nnote='two regions'\n",
	})
	want(t, reported, "")
	s := site.SLOs()[0]
	if len(s.Candidates) != 2 || s.Candidates[0] != 0.997 || len(s.Nines) != 1 || s.Nines[0].Cost != 120000 || s.Nines[0].Currency != "EUR" {
		t.Errorf("%+v", s)
	}
	if !site.Statistics.Means {
		t.Error("means were asked for")
	}
}

func TestMistakesInNinesAndCandidates(t *testing.T) {
	site, reported := load(map[string]string{
		"config.toml": small + "[statistics]\nmeans = 'often'\n",
		"data/teams/a.toml": withSLO + "candidates=[99.7, 'high']\n[[slo.nine]]\ntarget=99.99\ncost=-1\ncurrency='euro'\n" +
			"[[slo.nine]]\ncost=1\n[[slo.nine]]\ntarget=0.99\ncost=1\ncurrency='EUR'\nprice=2\n",
	})
	want(t, reported, `
config.toml:4:9: error: "means" is a text where true or false belongs (write means = true or means = false)
data/teams/a.toml:9:13: error: 99.7 is not an objective: one lies above 0 and is at most 1 (write 0.997)
data/teams/a.toml:9:19: error: a candidate objective is a number (write candidates = [0.997, 0.9995])
data/teams/a.toml:11:8: error: 99.99 is not an objective: one lies above 0 and is at most 1 (write 0.9999)
data/teams/a.toml:12:6: error: a cost cannot be -1 (write what it costs a year, as a positive number)
data/teams/a.toml:13:10: error: "euro" is not the code of a currency (write its three letters, such as "EUR")
data/teams/a.toml:14:1: error: "currency" is missing (add currency = "EUR")
data/teams/a.toml:14:1: error: "target" is missing (add target = 0.9999, the tighter objective)
data/teams/a.toml:16:1: warning: the next nine of s, 0.99, is no tighter than the objective in force, 0.999 (state what a tighter objective would cost, or remove it)
data/teams/a.toml:20:1: error: unknown key "price" (known here: cost, currency, note, target)
`)
	if len(site.SLOs()) != 0 {
		t.Error("an objective with mistakes in it is left out")
	}
}
