package main

import (
	"os"
	"os/user"
	"strconv"
)

// commitInCI is the commit as the CI systems name it.
func commitInCI() string {
	return fromEnv("GITHUB_SHA", "CI_COMMIT_SHA", "BITBUCKET_COMMIT", "BUILDKITE_COMMIT", "CIRCLE_SHA1", "BUILD_SOURCEVERSION", "GIT_COMMIT", "DRONE_COMMIT_SHA")
}

// jobInCI is the address of the CI job, or what comes close.
func jobInCI() string {
	if run := os.Getenv("GITHUB_RUN_ID"); run != "" {
		job := os.Getenv("GITHUB_SERVER_URL") + "/" + os.Getenv("GITHUB_REPOSITORY") + "/actions/runs/" + run
		if n, err := strconv.Atoi(os.Getenv("GITHUB_RUN_ATTEMPT")); err == nil && n > 1 {
			job += "/attempts/" + strconv.Itoa(n)
		}
		return job
	}
	return fromEnv("CI_JOB_URL", "BUILD_URL", "BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL", "DRONE_BUILD_LINK", "BITBUCKET_PIPELINE_UUID", "BUILD_BUILDURI")
}

// fromEnv is the first of the variables that is set.
func fromEnv(names ...string) string {
	for _, name := range names {
		if v := os.Getenv(name); v != "" {
			return v
		}
	}
	return ""
}

// owner names this run to whoever finds its lock.
func owner(job string) string {
	if job != "" {
		return job
	}
	name := "somebody"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	host, err := os.Hostname()
	if err != nil {
		host = "an unknown machine"
	}
	return name + " on " + host + ", process " + strconv.Itoa(os.Getpid())
}
